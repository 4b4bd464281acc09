package dev.codefleet.programmer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.execute.NetworkMode;
import dev.codefleet.programmer.execute.SandboxMode;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pins the names and defaults that operators rely on. */
class ProgrammerConfigTest {
    @Test
    void defaults() {
        var config = config(Map.of("codefleet.programmer.home", "/home"));

        assertThat(config.slots()).isEqualTo(2);
        assertThat(config.sandbox()).isEqualTo(SandboxMode.PREFERRED);
        assertThat(config.network()).isEqualTo(NetworkMode.FULL);
        assertThat(config.egressHosts()).containsExactly("packages");
        assertThat(config.egressPrivate()).isEmpty();
        assertThat(config.egressMaxConnections()).isEqualTo(128);
        assertThat(config.egressMaxBytes()).isEqualTo(10L << 30);
        assertThat(config.egressIdle()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.egressMaxTime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.environment()).containsExactly("JAVA_HOME");
        assertThat(config.readOnlyPaths()).isEmpty();
        assertThat(config.stalledAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.beatInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.terminationGrace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.stopWithin()).isEmpty();
        assertThat(config.unwantedAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.attemptMaxMemoryBytes()).isEmpty();
        assertThat(config.attemptMaxProcesses()).isEqualTo(8_192);
        assertThat(config.attemptMaxBytes()).isEqualTo(10L << 30);
        assertThat(config.processMaxMemoryBytes()).isZero();
        assertThat(config.processesMax()).isZero();
        assertThat(config.processMaxCpu()).isZero();
        assertThat(config.fileMaxBytes()).isEqualTo(10L << 30);
        assertThat(config.sharedMemoryMaxBytes()).isEqualTo(1L << 30);
        assertThat(config.cacheMaxBytes()).isEqualTo(20L << 30);
        assertThat(config.lfsMaxBytes()).isEqualTo(1L << 30);
        assertThat(config.cacheLockTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.orderMaxBytes()).isEqualTo(16L << 20);
        assertThat(config.bundleMaxBytes()).isEqualTo(1L << 30);
        assertThat(config.bundlesMaxTotalBytes()).isEqualTo(4L << 30);
        assertThat(config.bundleMaxAge()).isEqualTo(Duration.ofHours(6));
        assertThat(config.logLinesPerSecond()).isEqualTo(1_000);
        assertThat(config.logMaxBytes()).isEqualTo(16L << 20);
        assertThat(config.replayMaxLines()).isEqualTo(5_000);
        assertThat(config.spoolMaxReports()).isEqualTo(5_000);
        assertThat(config.fencesMaxJobs()).isEqualTo(10_000);
        assertThat(config.streamsMax()).isEqualTo(2_000);
    }

    @Test
    void listsAreSeparatedByCommas() {
        var config =
                config(
                        Map.of(
                                "codefleet.programmer.home", "/home",
                                "codefleet.programmer.environment", "JAVA_HOME,MAVEN_ARGS",
                                "codefleet.programmer.read-only-paths", "/a,/b",
                                "codefleet.programmer.sandbox", "required"));

        assertThat(config.environment()).containsExactly("JAVA_HOME", "MAVEN_ARGS");
        assertThat(config.readOnlyPaths()).contains(List.of(Path.of("/a"), Path.of("/b")));
        assertThat(config.sandbox()).isEqualTo(SandboxMode.REQUIRED);
    }

    private static ProgrammerConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ProgrammerConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(ProgrammerConfig.class);
    }
}
