package dev.codefleet.registry.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the registry. */
@ConfigMapping(prefix = "codefleet.registry")
interface RegistryConfig {
    /** How often an agent is asked to beat, before jitter. */
    @WithDefault("PT2S")
    Duration beatInterval();

    /** Silence after which an agent gets no new work. */
    @WithDefault("PT6S")
    Duration suspectAfter();

    /**
     * Silence after which an agent counts as lost. Must be well above the time in which a
     * programmer stops itself.
     */
    @WithDefault("PT15S")
    Duration lostAfter();

    /** How long a lost agent is still shown. */
    @WithDefault("PT1H")
    Duration forgetAfter();

    /** Pause between two looks at everybody's silence. */
    @WithDefault("PT0.5S")
    Duration tick();

    /**
     * Agents that may beat at the full rate; beyond, all intervals and limits stretch in
     * proportion.
     */
    @WithDefault("10000")
    int agentsAtFullRate();

    /** Most agents that are taken. */
    @WithDefault("20000")
    int maxAgents();

    /** Most readers of the watch stream. */
    @WithDefault("1000")
    int maxReaders();

    /** How long changes are collected before readers are told. */
    @WithDefault("PT0.05S")
    Duration coalesce();
}
