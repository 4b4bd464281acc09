package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.programmer.trust.StopSignal;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch with real processes, all of them on this machine's own terms: no sandbox. */
class DeadMansSwitchTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Children in the session, out of it, and without a word of whose they are. */
    private static final String FAMILY =
            "setsid sleep 300 & env -i sleep 300 & env -i setsid sleep 300 & echo ready; wait";

    @TempDir Path temporary;

    /** New ones for each test: the switch of the last one may still be ending its own. */
    private final AttemptId attempt = newAttempt();

    private final AttemptId other = newAttempt();

    private final StopSignal stop = new StopSignal(Ticker.system(), Duration.ofDays(1));
    private final List<Process> started = new ArrayList<>();
    private DeadMansSwitch deadMansSwitch;

    @BeforeEach
    void start() {
        deadMansSwitch =
                new DeadMansSwitch(SwitchProgram.install(System.getenv("PATH"), temporary));
        await(() -> deadMansSwitch.trouble().isEmpty());
    }

    @AfterEach
    void stop() {
        deadMansSwitch.close();
        started.stream().map(Process::toHandle).forEach(this::killTree);
    }

    @Test
    void whatIsNotFedInTimeIsEndedWithAllThatItStarted() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        deadMansSwitch.begin(other, stop);
        var root = family(attempt);
        var others = family(other);
        var descendants = root.descendants().toList();
        assertThat(descendants).hasSize(3);

        deadMansSwitch.feed(
                deadMansSwitch.time(),
                Map.of(attempt, Duration.ofMillis(300), other, Duration.ofSeconds(10)));

        await(() -> stop.reason().isPresent());
        assertThat(stop.reason()).contains(StopReason.CUT_OFF);
        await(() -> !root.isAlive() && descendants.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(others.isAlive()).isTrue();
        assertThat(others.descendants()).hasSize(3);
    }

    @Test
    void aProcessWhoseRootHasEndedIsFoundByItsSession() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        var process = start(attempt, "env -i sleep 300 & echo $!");
        var left = ProcessHandle.of(Long.parseLong(firstLine(process).strip())).orElseThrow();
        process.waitFor();
        // As if it had not been told in time.
        deadMansSwitch.root(attempt, process.pid());

        deadMansSwitch.feed(deadMansSwitch.time(), Map.of(attempt, Duration.ofMillis(200)));

        await(() -> !left.isAlive());
    }

    @Test
    void aProcessThatIsStartedAfterTheEndIsEndedToo() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        deadMansSwitch.feed(deadMansSwitch.time(), Map.of(attempt, Duration.ZERO));
        await(() -> stop.reason().isPresent());

        var late = start(attempt, "sleep 300");

        assertThat(late.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatHasEndedIsNotLookedAfterAnyMore() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        var root = family(attempt);
        deadMansSwitch.end(attempt);
        deadMansSwitch.begin(other, stop);
        deadMansSwitch.feed(
                deadMansSwitch.time(), Map.of(attempt, Duration.ZERO, other, Duration.ZERO));

        await(() -> stop.reason().isPresent());

        assertThat(root.isAlive()).isTrue();
    }

    @Test
    void allIsEndedWhenThePipeBreaks() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        var root = family(attempt);

        deadMansSwitch.close();

        await(() -> !root.isAlive());
    }

    @Test
    void aKilledSwitchIsStartedAgainAndKnowsEverything() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        var root = family(attempt);
        var first = program().orElseThrow();

        first.destroyForcibly();
        await(() -> program().filter(next -> !next.equals(first)).isPresent());
        await(() -> deadMansSwitch.trouble().isEmpty());

        assertThat(root.isAlive()).isTrue();
        assertThat(stop.reason()).isEmpty();
        var descendants = root.descendants().toList();
        deadMansSwitch.feed(deadMansSwitch.time(), Map.of(attempt, Duration.ofMillis(100)));
        await(() -> !root.isAlive() && descendants.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aSwitchThatDoesNotAnswerIsStartedAgain() throws Exception {
        deadMansSwitch.begin(attempt, stop);
        var first = program().orElseThrow();
        signal("-STOP", first);

        await(() -> {
            deadMansSwitch.feed(deadMansSwitch.time(), Map.of(attempt, Duration.ofSeconds(10)));
            return !first.isAlive();
        });

        await(() -> deadMansSwitch.trouble().isEmpty());
        assertThat(stop.reason()).isEmpty();
    }

    /** Any process of the machine may have any variables. */
    @Test
    void nothingInAnEnvironmentIsRun() throws Exception {
        var witness = temporary.resolve("witness");
        var builder = new ProcessBuilder("sleep", "300");
        builder.environment()
                .put(Launch.MARKER, "a[$(echo x >" + witness + ")]\n" + attempt + ";$(id)");
        var stranger = builder.start();
        started.add(stranger);
        deadMansSwitch.begin(attempt, stop);
        var root = family(attempt);

        deadMansSwitch.feed(deadMansSwitch.time(), Map.of(attempt, Duration.ZERO));

        await(() -> !root.isAlive());
        assertThat(witness).doesNotExist();
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void withoutBashItSaysSo() {
        try (var none = new DeadMansSwitch(SwitchProgram.install("/nowhere", temporary))) {
            none.begin(attempt, stop);
            none.feed(none.time(), Map.of(attempt, Duration.ZERO));
            none.end(attempt);

            assertThat(none.trouble()).contains(SwitchProgram.MISSING);
        }
    }

    @Test
    void aShellThatIsTooOldIsSaid() throws Exception {
        var old = Files.writeString(temporary.resolve("bash"), "#!/bin/sh\necho too old; exit 2\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        var program = Optional.of(new SwitchProgram(old, temporary.resolve("none")));

        try (var broken = new DeadMansSwitch(program)) {
            await(() -> broken.trouble().equals(Optional.of("too old")));
        }
    }

    private static AttemptId newAttempt() {
        return AttemptId.parse("job1.work-a." + (1_000_000 + NUMBER.incrementAndGet()));
    }

    private ProcessHandle family(AttemptId attempt) throws Exception {
        var process = start(attempt, FAMILY);
        assertThat(firstLine(process)).isEqualTo("ready");
        await(() -> process.descendants().filter(DeadMansSwitchTest::isSleep).count() == 3);
        return process.toHandle();
    }

    private Process start(AttemptId attempt, String script) throws IOException {
        var builder = new ProcessBuilder("setsid", "sh", "-c", script);
        builder.environment().put(Launch.MARKER, attempt.toString());
        var process = builder.redirectErrorStream(true).start();
        started.add(process);
        deadMansSwitch.root(attempt, process.pid());
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        return process.inputReader().readLine();
    }

    private static boolean isSleep(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("sleep");
    }

    private Optional<ProcessHandle> program() {
        var script = temporary.resolve("dead-mans-switch.sh").toString();
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(script))
                .findAny();
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        var kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void killTree(ProcessHandle root) {
        root.descendants().forEach(ProcessHandle::destroyForcibly);
        root.destroyForcibly();
        for (var attempt : List.of(attempt, other)) {
            new ProcessTable()
                    .look(Launch.marker(attempt), OptionalLong.of(root.pid()))
                    .found()
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void await(BooleanSupplier condition) {
        Awaiting.until(Duration.ofSeconds(10), condition);
    }
}
