package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopReason;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process like a programmer's, paused and killed from outside while an attempt runs. */
class PausedProgrammerTest {
    private static final String SCRIPT =
            "sleep 300 & setsid sleep 300 </dev/null >/dev/null 2>&1 & echo ready; wait";

    @TempDir Path temporary;

    private final AttemptId attempt =
            AttemptId.parse("job1.paused." + ThreadLocalRandom.current().nextInt(1, 1_000_000));
    private final List<Process> started = new ArrayList<>();

    static Stream<String> sandboxes() {
        return Sandboxes.isBubblewrapHere() ? Stream.of("none", "best") : Stream.of("none");
    }

    @AfterEach
    void clear() {
        started.forEach(Process::destroyForcibly);
        look().forEach(ProcessHandle::destroyForcibly);
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void itsAttemptsEndWithoutItAndItKnowsWhenItIsBack(String sandbox) throws Exception {
        var paused = start(sandbox);
        var said = paused.inputReader();
        awaitReady(said);

        signal("-STOP", paused);

        Awaiting.until(Duration.ofSeconds(13), () -> look().isEmpty());
        signal("-CONT", paused);
        var cutOff = new ProcessEnd.Killed(StopReason.CUT_OFF).toString();
        assertThat(nextEnd(said)).isEqualTo(cutOff);
        assertThat(nextEnd(said)).as("and starts nothing more").isEqualTo(cutOff);
        assertThat(paused.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(look()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void itsAttemptsEndAtOnceWhenItIsKilled(String sandbox) throws Exception {
        var killed = start(sandbox);
        awaitReady(killed.inputReader());

        killed.destroyForcibly();

        Awaiting.until(Duration.ofSeconds(3), () -> look().isEmpty());
    }

    private Process start(String sandbox) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var line =
                List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SwitchedProcess.class.getName(),
                        sandbox,
                        attempt.toString(),
                        temporary.toString(),
                        SCRIPT);
        var process =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        started.add(process);
        return process;
    }

    private void awaitReady(BufferedReader said) throws Exception {
        assertThat(said.readLine()).isEqualTo("ready");
        Awaiting.until(Duration.ofSeconds(5), () -> look().size() >= 3);
    }

    /** Past what a shell says of its killed children. */
    private static String nextEnd(BufferedReader said) {
        return said.lines().filter(line -> line.contains("[")).findFirst().orElse("nothing");
    }

    private List<ProcessHandle> look() {
        return List.copyOf(
                new ProcessTable().look(Launch.marker(attempt), OptionalLong.empty()).found());
    }

    private static void signal(String name, Process process) throws Exception {
        var kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
