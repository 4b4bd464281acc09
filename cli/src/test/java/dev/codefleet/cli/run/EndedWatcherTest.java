package dev.codefleet.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.client.StandInGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a job when the process that shows it ends. */
class EndedWatcherTest {
    private static final Path OWN_STATUS = Path.of("/proc/self/status");

    /** HUP, INT and TERM, whose numbers are the bits' places from 1 on. */
    private static final long SIGNALS = 1L | 1L << 1 | 1L << 14;

    @TempDir private Path directory;
    private StandInGateway gateway;

    @BeforeEach
    void setUp() throws IOException {
        gateway = new StandInGateway();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"TERM, watch", "HUP, watch", "INT, watch"})
    void whoOnlyWatchesEndsNoJob(String signal, String command) throws Exception {
        var process = start(command, gateway.jobs.atWork().value());
        awaitHead(process);

        signal(process, signal);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(errors())
                .contains("job job000001 goes on", "codefleet watch job000001", "fetch job000001");
        assertThat(asked()).noneMatch(request -> request.endsWith("/cancel"));
    }

    @ParameterizedTest
    @CsvSource({"TERM", "HUP"})
    void aRunThatIsEndedLeavesItsJobAndSaysTheWayBack(String signal) throws Exception {
        var process = run();
        awaitHead(process);

        signal(process, signal);

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(errors())
                .contains("job job000001 goes on", "codefleet watch job000001", "fetch job000001");
        assertThat(asked()).noneMatch(request -> request.endsWith("/cancel"));
    }

    @Test
    void ctrlCCancels() throws Exception {
        var process = run();
        awaitHead(process);

        signal(process, "INT");

        var line = process.inputReader().readLine();
        assertThat(line).as(errors()).startsWith("Cancelling job job000001");
        while (asked().stream().noneMatch(request -> request.endsWith("/cancel"))) {
            assertThat(process.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        process.destroyForcibly();
    }

    @Test
    void detachedItPrintsTheIdAndNothingElse() throws Exception {
        var process = run("--detach");

        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(output).isEqualTo("job000001\n");
    }

    /**
     * The gateway's absence is borne for half a minute, for it may be starting again: beside which
     * the other tests run.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Timeout(120)
    void aFleetThatHasGoneIsToldWithTheJobAndTheWayBack() throws Exception {
        var process = run();
        awaitHead(process);

        gateway.close();

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        var option = " --gateway " + gateway.url();
        assertThat(errors())
                .contains(
                        "The fleet has gone while job job000001 ran.",
                        "./codefleet watch job000001" + option + " follows it",
                        "./codefleet fetch job000001" + option + " brings its result.");
    }

    private Process run(String... options) throws IOException {
        var plan = directory.resolve("plan.yaml");
        Files.writeString(
                plan,
                "title: T\nsubtasks: [{key: a, executor: {kind: none}, checks: [\"true\"]}]\n");
        var words = new ArrayList<>(List.of(options));
        words.addAll(List.of("--repo=https://example.org/a.git", "--plan=" + plan));
        return start("run", words.toArray(String[]::new));
    }

    /** Paths of all requests. */
    private List<String> asked() {
        return gateway.requests().stream().map(StandInGateway.Request::path).toList();
    }

    /** The events are asked for after the signals' handlers are there. */
    private void awaitHead(Process process) throws IOException {
        var head = process.inputReader().readLine();
        assertThat(head).as(errors()).contains("(job job000001, ");
        while (asked().stream().filter(request -> request.endsWith("/events")).count()
                < (asked().contains("/v1/jobs") ? 1 : 2)) {
            assertThat(process.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(
                        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                                .start()
                                .waitFor())
                .isZero();
    }

    /**
     * The beginning of a command that hears signals. Whoever starts the tests in the background of
     * a script, or by nohup, has all that they start ignore some, and a JVM never hears what it
     * ignored when it began.
     */
    private static List<String> hearingSignals() throws IOException {
        var mayIgnore =
                Files.exists(OWN_STATUS) ? Files.readAllLines(OWN_STATUS) : List.<String>of();
        boolean isDeaf =
                mayIgnore.stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .anyMatch(ignored -> (ignored & SIGNALS) != 0);
        return new ArrayList<>(
                isDeaf ? List.of("env", "--default-signal=HUP,INT,TERM") : List.of());
    }

    private Process start(String command, String... words) throws IOException {
        var line = hearingSignals();
        line.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.codefleet.cli.Codefleet",
                        command));
        line.addAll(List.of(words));
        line.add("--gateway=" + gateway.url());
        var builder = new ProcessBuilder(line);
        builder.environment().put("CODEFLEET_HOME", directory.resolve("home").toString());
        return builder.redirectError(directory.resolve("errors").toFile()).start();
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("errors"));
    }
}
