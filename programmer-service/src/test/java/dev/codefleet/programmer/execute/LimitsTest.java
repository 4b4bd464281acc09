package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits as the kernel holds them, in every sandbox. */
class LimitsTest {
    private static final ProcessLimits LIMITS =
            new ProcessLimits(256L << 20, 30_000, Duration.ofSeconds(2), 1L << 20);

    @TempDir Path temporary;

    private final List<String> lines = new ArrayList<>();

    static Stream<SandboxMode> modes() {
        return Sandboxes.isBubblewrapHere()
                ? Stream.of(SandboxMode.NONE, SandboxMode.REQUIRED)
                : Stream.of(SandboxMode.NONE);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void eachProcessHasItsLimitsAndCannotRaiseThem(SandboxMode mode) throws Exception {
        var ended =
                run(
                        mode,
                        LIMITS,
                        "ulimit -f unlimited 2>/dev/null; cat /proc/self/limits"
                                + " /proc/self/oom_score_adj");

        assertThat(ended).isEqualTo(new ProcessEnd.Exited(0));
        assertThat(limit("Max data size")).isEqualTo("268435456 268435456");
        assertThat(limit("Max processes")).isEqualTo("30000 30000");
        assertThat(limit("Max cpu time")).isEqualTo("2 2");
        assertThat(limit("Max file size")).isEqualTo("1048576 1048576");
        assertThat(limit("Max core file size")).isEqualTo("0 0");
        assertThat(lines.getLast()).isEqualTo("500");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aFileThatGrowsTooLargeEndsItsWriter(SandboxMode mode) throws Exception {
        var ended = run(mode, LIMITS, "exec head -c 3000000 /dev/zero >large");

        assertThat(ended).isNotEqualTo(new ProcessEnd.Exited(0));
        assertThat(Files.size(temporary.resolve("work/large"))).isEqualTo(1L << 20);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aProcessThatWantsTooMuchMemoryDoesNotGetIt(SandboxMode mode) throws Exception {
        // Reads a line of 600 MB.
        var ended =
                run(mode, LIMITS, "head -c 600000000 /dev/zero | tr '\\0' x | sed s/x/y/ | wc -c");

        assertThat(lines).isNotEmpty().doesNotContain("600000000");
        assertThat(ended).isInstanceOf(ProcessEnd.Exited.class);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aProcessThatComputesForTooLongIsEnded(SandboxMode mode) throws Exception {
        assertThat(run(mode, LIMITS, "while :; do :; done")).isNotEqualTo(new ProcessEnd.Exited(0));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void withoutLimitsTheMachinesOwnHold(SandboxMode mode) throws Exception {
        var machines = Files.readString(Path.of("/proc/self/limits")).lines().toList();

        run(mode, ProcessLimits.NONE, "cat /proc/self/limits");

        for (var name :
                List.of("Max data size", "Max processes", "Max cpu time", "Max file size")) {
            assertThat(lines).contains(line(machines, name));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void limitsAreNotNegative(long limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProcessLimits(limit, 0, Duration.ZERO, 0));
    }

    @Test
    void noLimitIsTooSmallToBeSaid() {
        assertThat(new ProcessLimits(1, 1, Duration.ofMillis(1), 1).commands())
                .contains("ulimit -d 1;", "ulimit -u 1 ", "ulimit -t 1;", "ulimit -f 1;");
    }

    private String limit(String name) {
        var words = line(lines, name).substring(name.length()).strip().split("\\s+");
        return words[0] + " " + words[1];
    }

    private static String line(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).findAny().orElseThrow();
    }

    private ProcessEnd run(SandboxMode mode, ProcessLimits limits, String script) throws Exception {
        var program = SandboxChoice.find("bwrap", System.getenv("PATH"));
        var scratch = temporary.resolve("scratch");
        var settings =
                new SandboxSettings(List.of(), limits, 1L << 20, NetworkMode.FULL, temporary);
        var sandbox = SandboxChoice.choose(mode, program, settings, scratch).sandbox();
        var where =
                new Confinement(
                        Files.createDirectories(temporary.resolve("work")),
                        Files.createDirectories(temporary.resolve("home")),
                        Files.createDirectories(temporary.resolve("tmp")),
                        null,
                        List.of());
        var launch =
                new Launch(
                        AttemptId.parse("job1.limits.1"),
                        List.of("/bin/sh", "-c", script),
                        Map.of("PATH", "/usr/bin:/bin"),
                        where,
                        null,
                        null);
        var stop = new StopSignal(Ticker.system(), Duration.ofMinutes(1));
        try (var none = new DeadMansSwitch(Optional.empty());
                var runner =
                        new ProcessRunner(
                                sandbox,
                                none,
                                Sandboxes.noLimits(),
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                Ticker.system())) {
            return runner.run(launch, lines::add, stop);
        }
    }
}
