package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks at real processes in every sandbox, each when a process says that it is ready. */
class LimitsWatchTest {
    private static final String SIXTY_MEGABYTES = "x=$(head -c 60000000 /dev/zero | tr '\\0' x); ";
    private static final long MEMORY = 200L << 20;
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir Path temporary;

    private final StopSignal stop = new StopSignal(Ticker.system(), Duration.ofDays(1));

    static Stream<Sandbox> sandboxes() {
        return ProcessRunnerTest.sandboxes();
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void memoryOfAllProcessesTogetherIsLimited(Sandbox sandbox) throws Exception {
        var limits = new AttemptLimits(MEMORY, 0, 0);
        var four =
                "for one in 1 2 3 4; do ("
                        + SIXTY_MEGABYTES
                        + "echo ready; sleep 300; true) & done; wait";

        assertThat(run(sandbox, limits, four, 4))
                .isEqualTo(new ProcessEnd.Killed(StopReason.LIMIT_EXCEEDED));
        assertThat(told()).contains("bytes of memory", "209,715,200", "attempt-max-memory-bytes");
    }

    /** Its name is in the file that says its memory; another call hides the exact sum. */
    @ParameterizedTest
    @MethodSource("sandboxes")
    void aProcessCannotHideItsMemory(Sandbox sandbox) throws Exception {
        assumeThat(Path.of("/usr/bin/perl")).isExecutable();
        var hidden =
                """
                perl -e '
                  my $prctl = `uname -m` =~ /x86_64/ ? 157 : 167;
                  my $name = "\\xff\\xfe";
                  syscall($prctl, 15, $name, 0, 0, 0);
                  syscall($prctl, 4, 0, 0, 0, 0);
                  my $all = "x" x 240_000_000;
                  $| = 1; print "ready\\n"; sleep 300;'
                """;

        assertThat(run(sandbox, new AttemptLimits(MEMORY, 0, 0), hidden, 1))
                .isEqualTo(new ProcessEnd.Killed(StopReason.LIMIT_EXCEEDED));
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void memoryThatProcessesShareCountsOnce(Sandbox sandbox) throws Exception {
        var limits = new AttemptLimits(MEMORY, 0, 0);
        var forked =
                SIXTY_MEGABYTES
                        + "for one in 1 2 3 4 5; do (echo ready; sleep 300; echo $x) & done; wait";

        assertThat(run(sandbox, limits, forked, 5))
                .isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void processesAreLimited(Sandbox sandbox) throws Exception {
        var script = "for one in $(seq 30); do sleep 300 & done; echo ready; wait";

        assertThat(run(sandbox, new AttemptLimits(0, 25, 0), script, 1))
                .isEqualTo(new ProcessEnd.Killed(StopReason.LIMIT_EXCEEDED));
        assertThat(told()).contains("Its processes and their threads are", "at most 25 ");
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void asManyProcessesAsAreAllowedGoOn(Sandbox sandbox) throws Exception {
        var script = "for one in $(seq 30); do sleep 300 & done; echo ready; wait";

        assertThat(run(sandbox, new AttemptLimits(0, 60, 0), script, 1))
                .isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void filesAreLimitedWhileTheyAreWritten(Sandbox sandbox) throws Exception {
        var script = "head -c 3000000 /dev/zero >\"$HOME/large\"; echo ready; sleep 300";

        assertThat(run(sandbox, new AttemptLimits(0, 0, 2_000_000), script, 1))
                .isEqualTo(new ProcessEnd.Killed(StopReason.LIMIT_EXCEEDED));
        assertThat(told()).contains("Its files take 3,000,000 bytes", "at most 2,000,000 ");
    }

    @Test
    void limitsAreNotNegativeAndSayTheirNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AttemptLimits(0, -1, 0))
                .withMessageContaining("codefleet.programmer.attempt-max-processes");
    }

    private String told() {
        var stopped = catchThrowableOfType(StopSignal.Stopped.class, stop::throwIfStopped);
        return stopped.detail();
    }

    /** Looks once all are ready, and cancels if nothing came of it. */
    private ProcessEnd run(Sandbox sandbox, AttemptLimits limits, String script, int ready)
            throws Exception {
        var launch =
                new Launch(
                        AttemptId.parse("job1.watched.1"),
                        List.of("/bin/sh", "-c", script),
                        Map.of("PATH", "/usr/bin:/bin"),
                        new Confinement(
                                Files.createDirectories(temporary.resolve("work")),
                                Files.createDirectories(temporary.resolve("home")),
                                Files.createDirectories(temporary.resolve("tmp")),
                                null,
                                List.of()),
                        Duration.ZERO,
                        null);
        var left = new AtomicInteger(ready);
        try (var none = new DeadMansSwitch(Optional.empty());
                var watch = new LimitsWatch(limits, Ticker.system());
                var runner =
                        new ProcessRunner(
                                sandbox, none, watch, LONG, Duration.ZERO, Ticker.system())) {
            return runner.run(
                    launch,
                    line -> {
                        if (line.equals("ready") && left.decrementAndGet() == 0) {
                            watch.lookAtProcesses();
                            watch.lookAtFiles();
                            stop.stop(StopReason.CANCELLED);
                        }
                    },
                    stop);
        }
    }
}
