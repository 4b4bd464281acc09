package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One suite for every sandbox, with real processes. */
class ProcessRunnerTest {
    private static final AttemptId ATTEMPT = AttemptId.parse("job1.work.1");
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

    /** More than a test may take. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final String CLEARS_UP =
            "trap 'echo asked; sleep 0.3; echo cleared up; exit 1' TERM; echo ready;"
                    + " while :; do sleep 0.02; done";

    @TempDir Path temporary;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StopSignal stop = new StopSignal(Ticker.system(), Duration.ofDays(1));
    private final DeadMansSwitch none = new DeadMansSwitch(Optional.empty());

    static Stream<Sandbox> sandboxes() {
        var best = Sandboxes.best();
        return best instanceof Unconfined
                ? Stream.of(best)
                : Stream.of(new Unconfined(ProcessLimits.NONE), best);
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void whatAProcessPrintsComesLineByLine(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox)) {
            var ended = runner.run(launch("echo out; echo err >&2; printf last"), lines::add, stop);

            assertThat(ended).isEqualTo(new ProcessEnd.Exited(0));
            assertThat(lines).containsExactly("out", "err", "last");
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void theExitCodeIsTold(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox)) {
            assertThat(runner.run(launch("exit 42"), lines::add, stop))
                    .isEqualTo(new ProcessEnd.Exited(42));
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aProcessThatIgnoresSignalsDiesOfTheSignalToStop(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox)) {
            var script = "trap '' TERM INT HUP; echo ready; while true; do sleep 0.1; done";
            var ready = new CountDownLatch(1);
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            ready.await();
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                        stop.stop(StopReason.CANCELLED);
                    });

            var ended = runner.run(launch(script), _ -> ready.countDown(), stop);

            assertThat(ended).isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
            assertThat(runner.killRemains(ATTEMPT)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void whatIsStoppedIsAskedFirstAndCanClearUp(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox, LONG, LONG)) {
            var ended = stopAtReady(runner, launch(CLEARS_UP), StopReason.CANCELLED);

            assertThat(ended).isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
            assertThat(lines).contains("ready", "asked", "cleared up");
        }
    }

    /** A shell goes at once, and what it waits for needs longer. */
    @ParameterizedTest
    @MethodSource("sandboxes")
    void theGraceIsForAllThatWasStartedAndNotOnlyForTheFirst(Sandbox sandbox) throws Exception {
        var script = "sh -c \"" + CLEARS_UP.replace("$", "\\$") + "\"; echo goes on";
        try (var runner = runner(sandbox, LONG, LONG)) {
            stopAtReady(runner, launch(script), StopReason.TIMED_OUT);

            assertThat(lines).contains("asked", "cleared up").doesNotContain("goes on");
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aLinkInTheWayOfAnEndIsNotFollowed(Sandbox sandbox) throws Exception {
        var target = Files.writeString(temporary.resolve("target"), "precious");
        var mark = place().temporary().resolve(Sandbox.ENDING);
        try (var runner = runner(sandbox)) {
            Files.createSymbolicLink(mark, target);
            assertThat(stopAtReady(runner, launch(CLEARS_UP), StopReason.CANCELLED))
                    .isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
        }
        assertThat(target).hasContent("precious");
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aPipeInTheWayOfAnEndIsNotOpened(Sandbox sandbox) throws Exception {
        var mark = place().temporary().resolve(Sandbox.ENDING);
        try (var runner = runner(sandbox)) {
            assertThat(new ProcessBuilder("mkfifo", mark.toString()).start().waitFor()).isZero();
            assertThat(stopAtReady(runner, launch(CLEARS_UP), StopReason.CANCELLED))
                    .isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aLaunchCanHaveNoGrace(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox, LONG, LONG)) {
            stopAtReady(runner, launch(CLEARS_UP, Duration.ZERO), StopReason.CANCELLED);

            assertThat(lines).doesNotContain("asked", "cleared up");
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aLaunchHasNoMoreGraceThanTheProgrammers(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox, LONG, Duration.ofMillis(100))) {
            var launch = launch("trap '' TERM; echo ready; sleep 300; sleep 300", LONG);

            assertThat(stopAtReady(runner, launch, StopReason.CANCELLED))
                    .isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void whatIsCutOffIsKilledAtOnce(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox, LONG, LONG)) {
            var ended = stopAtReady(runner, launch(CLEARS_UP), StopReason.CUT_OFF);

            assertThat(ended).isEqualTo(new ProcessEnd.Killed(StopReason.CUT_OFF));
            assertThat(lines).doesNotContain("asked", "cleared up");
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aGraceEndsWhenItIsCutOff(Sandbox sandbox) throws Exception {
        var script = "trap 'echo asked' TERM; echo ready; while :; do sleep 0.02; done";
        try (var runner = runner(sandbox, LONG, LONG)) {
            var ended =
                    runner.run(
                            launch(script),
                            line -> {
                                if (line.equals("ready")) {
                                    stop.stop(StopReason.CANCELLED);
                                } else if (line.equals("asked")) {
                                    stop.stop(StopReason.CUT_OFF);
                                }
                            },
                            stop);

            assertThat(ended).isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
            assertThat(runner.killRemains(ATTEMPT)).isTrue();
        }
    }

    private ProcessEnd stopAtReady(ProcessRunner runner, Launch launch, StopReason reason)
            throws Exception {
        return runner.run(
                launch,
                line -> {
                    lines.add(line);
                    if (line.equals("ready")) {
                        stop.stop(reason);
                    }
                },
                stop);
    }

    /**
     * Daemons that replace their program just when the process ends: the hardest moment to be seen.
     */
    @ParameterizedTest
    @MethodSource("sandboxes")
    void daemonsThatStartAtTheLastMomentDoNotGetAway(Sandbox sandbox) throws Exception {
        var script =
                """
                i=0
                while [ $i -lt 20 ]; do
                    setsid sh -c 'exec sleep 300' </dev/null >/dev/null 2>&1 &
                    i=$((i+1))
                done
                """;
        try (var runner = runner(sandbox)) {
            for (var i = 0; i < 5; i++) {
                runner.run(launch(script), lines::add, stop);

                var left = new ProcessTable().look(Launch.marker(ATTEMPT), OptionalLong.empty());
                assertThat(left.found()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void whatAPredecessorLeftIsKilled(Sandbox sandbox) throws Exception {
        var builder = new ProcessBuilder("sleep", "300");
        builder.environment().put(Launch.MARKER, ATTEMPT.toString());
        var left = builder.start();
        try (var runner = runner(sandbox)) {
            assertThat(runner.killRemains(ATTEMPT)).isTrue();
        }

        assertThat(left.waitFor()).isNotZero();
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void silenceForTooLongIsStalling(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox, Duration.ofMillis(300))) {
            assertThat(runner.run(launch("echo a; sleep 300"), lines::add, stop))
                    .isEqualTo(new ProcessEnd.Killed(StopReason.STALLED));
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void aProgramThatIsNotThereIsSaid(Sandbox sandbox) throws Exception {
        try (var runner = runner(sandbox)) {
            var launch =
                    new Launch(
                            ATTEMPT, List.of("/nowhere/at/all"), ENVIRONMENT, place(), null, null);

            assertThat(runner.run(launch, lines::add, stop)).isNotEqualTo(new ProcessEnd.Exited(0));
        }
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void nothingIsStartedAfterTheSignal(Sandbox sandbox) throws Exception {
        stop.stop(StopReason.CUT_OFF);
        try (var runner = runner(sandbox)) {
            assertThat(runner.run(launch("touch started"), lines::add, stop))
                    .isEqualTo(new ProcessEnd.Killed(StopReason.CUT_OFF));
        }
        assertThat(temporary.resolve("work/started")).doesNotExist();
    }

    /**
     * A sandbox needs some time to be set up, in which it is deaf, and a shell that is asked may be
     * starting its next process. Microseconds remain in which one is not seen: hence all but one.
     */
    @ParameterizedTest
    @MethodSource("sandboxes")
    @Timeout(120)
    void whatIsAskedToEndBeforeItHasBegunHasNoGrace(Sandbox sandbox) throws Exception {
        var grace = Duration.ofSeconds(5);
        var whole = 0;
        for (var i = 0; i < 20; i++) {
            var stop = new StopSignal(Ticker.system(), Duration.ofDays(1));
            Ticker stopping =
                    () -> {
                        stop.stop(StopReason.CANCELLED);
                        return System.nanoTime();
                    };
            try (var runner =
                    new ProcessRunner(sandbox, none, Sandboxes.noLimits(), LONG, grace, stopping)) {
                var start = System.nanoTime();
                assertThat(runner.run(launch("sleep 300 & sleep 300"), lines::add, stop))
                        .isEqualTo(new ProcessEnd.Killed(StopReason.CANCELLED));
                whole += System.nanoTime() - start >= grace.toNanos() ? 1 : 0;
            }
            Files.deleteIfExists(place().temporary().resolve(Sandbox.ENDING));
        }

        assertThat(whole).as("attempts that lived for the whole grace").isLessThanOrEqualTo(1);
    }

    @Test
    void aRequiredSandboxThatIsMissingIsRefusedWithTheWayOut() {
        var missing = Optional.<Path>empty();

        assertThat(
                        catchThrowable(() ->
                                SandboxChoice.choose(
                                        SandboxMode.REQUIRED,
                                        missing,
                                        SandboxSettings.plain(temporary),
                                        temporary)))
                .hasMessageContaining("Install bubblewrap");
        var preferred =
                SandboxChoice.choose(
                        SandboxMode.PREFERRED,
                        missing,
                        SandboxSettings.plain(temporary),
                        temporary);
        assertThat(preferred.sandbox().isolation()).isEqualTo("none");
        assertThat(preferred.trouble()).isNotNull();
    }

    @Test
    void aBubblewrapThatDoesNotWorkHereIsNotUsed() throws Exception {
        var broken = Files.writeString(temporary.resolve("bwrap"), "#!/bin/sh\necho no; exit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        var choice =
                SandboxChoice.choose(
                        SandboxMode.PREFERRED,
                        Optional.of(broken),
                        SandboxSettings.plain(temporary),
                        temporary);

        assertThat(choice.sandbox().isolation()).isEqualTo("none");
        assertThat(choice.trouble()).contains("no");
    }

    @Test
    void aNetworkThatCannotBeHeldIsRefusedWithTheWayOut() throws Exception {
        var old =
                Files.writeString(
                        temporary.resolve("bwrap"),
                        """
                        #!/bin/sh
                        for one; do
                            [ "$one" != --unshare-net ] || { echo loopback; exit 1; }
                        done
                        """);
        assertThat(old.toFile().setExecutable(true)).isTrue();

        assertThat(withoutNetwork(SandboxMode.PREFERRED, Optional.empty()))
                .hasMessageContaining("bwrap is not on the PATH")
                .hasMessageContaining("CODEFLEET_NETWORK to 'full'");
        assertThat(withoutNetwork(SandboxMode.PREFERRED, Optional.of(old)))
                .hasMessageContaining("bwrap exits with 1: loopback");
        assertThat(withoutNetwork(SandboxMode.REQUIRED, Optional.of(old)))
                .hasMessageContaining("codefleet.programmer.network is 'none'");
        assertThat(withoutNetwork(SandboxMode.NONE, Optional.of(old)))
                .hasMessageContaining("codefleet.programmer.sandbox is 'none'");
    }

    private Throwable withoutNetwork(SandboxMode mode, Optional<Path> program) {
        var settings =
                new SandboxSettings(List.of(), ProcessLimits.NONE, 0, NetworkMode.NONE, temporary);
        return catchThrowable(() -> SandboxChoice.choose(mode, program, settings, temporary));
    }

    /** As an old one that lacks an option, or a machine without user namespaces. */
    @ParameterizedTest
    @CsvSource({
        "--size, /dev/shm is not bounded",
        "--seccomp, system calls are not filtered",
        "--unshare-user, attempts have the programmer's own user"
    })
    @EnabledIf("dev.codefleet.programmer.execute.Sandboxes#isBubblewrapHere")
    void whatBubblewrapLacksIsToldAndCostsNothingElse(String option, String told) throws Exception {
        var real = SandboxChoice.find("bwrap", System.getenv("PATH")).orElseThrow();
        var old =
                Files.writeString(
                        temporary.resolve("bwrap"),
                        "#!/bin/sh\nfor one; do [ \"$one\" != %s ] || exit 1; done\nexec %s \"$@\"\n"
                                .formatted(option, real));
        assertThat(old.toFile().setExecutable(true)).isTrue();
        var settings =
                new SandboxSettings(
                        List.of(), ProcessLimits.NONE, 1L << 20, NetworkMode.FULL, temporary);

        var choice =
                SandboxChoice.choose(SandboxMode.REQUIRED, Optional.of(old), settings, temporary);

        assertThat(choice.sandbox().isolation()).isEqualTo("bubblewrap");
        assertThat(choice.missing()).contains(told);
        assertThat(choice.missing().size()).isLessThanOrEqualTo(2);
    }

    @Test
    void onlyAWholeVariableIsTheMarker() {
        var environment = "A=1\0CODEFLEET_ATTEMPT=job1.work.11\0B=CODEFLEET_ATTEMPT=job1.work.2\0";
        var bytes = environment.getBytes(StandardCharsets.UTF_8);

        assertThat(ProcessTable.hasVariable(bytes, bytes("CODEFLEET_ATTEMPT=job1.work.11\0")))
                .isTrue();
        assertThat(ProcessTable.hasVariable(bytes, bytes("CODEFLEET_ATTEMPT=job1.work.1\0")))
                .isFalse();
        assertThat(ProcessTable.hasVariable(bytes, bytes("CODEFLEET_ATTEMPT=job1.work.2\0")))
                .isFalse();
    }

    private ProcessRunner runner(Sandbox sandbox) {
        return runner(sandbox, Duration.ofMinutes(1));
    }

    private ProcessRunner runner(Sandbox sandbox, Duration stalledAfter) {
        return runner(sandbox, stalledAfter, Duration.ofMillis(300));
    }

    private ProcessRunner runner(Sandbox sandbox, Duration stalledAfter, Duration longestGrace) {
        return new ProcessRunner(
                sandbox, none, Sandboxes.noLimits(), stalledAfter, longestGrace, Ticker.system());
    }

    private Launch launch(String script) throws Exception {
        return launch(script, null);
    }

    private Launch launch(String script, @Nullable Duration grace) throws Exception {
        return new Launch(
                ATTEMPT, List.of("/bin/sh", "-c", script), ENVIRONMENT, place(), grace, null);
    }

    private Confinement place() throws Exception {
        return new Confinement(
                Files.createDirectories(temporary.resolve("work")),
                Files.createDirectories(temporary.resolve("home")),
                Files.createDirectories(temporary.resolve("tmp")),
                null,
                List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
