package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.Lane;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Settings of every agent about itself and the registries: {@code codefleet.id} and so on, or in
 * the environment {@code CODEFLEET_ID} and so on.
 */
@ConfigMapping(prefix = "codefleet")
public interface AnnouncerConfig {
    /**
     * The agent's name, stable over restarts; by default its kind and port, such as {@code
     * programmer-6151}, with the machine's name between them if it listens on all addresses.
     */
    Optional<String> id();

    /**
     * The address at which the others reach the agent; by default made of host and port, with the
     * machine's name as the host if it listens on all addresses.
     */
    Optional<String> url();

    /** The address the agent listens on. */
    @WithDefault("127.0.0.1")
    String host();

    /** Base addresses of all registries of the fleet: one or three. */
    @WithDefault("http://127.0.0.1:6131")
    List<String> registries();

    /** The agent's lanes; by default {@code code} for managers and all for programmers. */
    Optional<List<Lane>> lanes();

    /**
     * The private enrolment key of the agent's kind, Ed25519 as PEM, best given by a file. With it,
     * the agent proves to those that it calls who it is.
     */
    Optional<String> enrolmentKey();

    /**
     * The public enrolment keys, best given by a file: lines of a kind and the key that lets it in,
     * such as {@code programmer MCowBQYDK2VwAyEA…}. With them, a registry takes an id from its key
     * alone, managers answer gateways alone, and programmers managers; without, anybody.
     */
    Optional<String> enrolmentKeys();

    /**
     * Where the agent keeps its own key, made at its first start, in a file that is named by its
     * id. An agent that loses it is refused under its id until the registries have forgotten it.
     */
    @WithDefault("${codefleet.home:${HOME:${user.home}}/.codefleet}/identity")
    Path identityDirectory();

    /** Whether the agent registers at all. */
    @WithDefault("true")
    boolean announce();
}
