package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.cli.terminal.Terminals;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodefleetTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private PrintStream stdout = Terminals.strict(out, StandardCharsets.UTF_8);

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "jobs",
                "jobs --delete job1 job2",
                "show job1",
                "logs job1",
                "logs job1 key --follow",
                "cancel job1",
                "patch job1",
                "watch job1",
                "fetch job1"
            })
    void withoutAFleetACommandSaysHowToGetOne(String line) {
        assertThat(execute(line.split(" ", -1))).isEqualTo(3);

        assertThat(text(err)).startsWith("codefleet: No fleet is up.\n").contains("codefleet up");
        assertThat(text(out)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "upp",
                "run",
                "run --repo .",
                "show",
                "show NO-ID",
                "jobs --state asleep",
                "jobs --delete",
                "jobs --delete NO-ID",
                "up --programmers 0",
                "up --slots many",
                "up --registries 2",
                "patch",
                "status --gateway nowhere",
                "status --gateway http://[::1",
                "status --gateway http://host:99999",
                "status --gateway http://host/?a=b",
                "validate",
                "validate --plan missing.yaml"
            })
    void wrongUsageEndsWithTwo(String line) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(2);

        assertThat(text(err)).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run|--repo||--plan|p.yaml",
                "run|--repo|.|--plan|",
                "run|--repo=|--plan|p.yaml",
                "run|--repo|.|--plan|p.yaml|--ref| ",
                "status|--gateway|",
                "show|",
                "logs|job1|",
                "patch|job1|-o|",
                "fetch|job1|--repo|",
                "validate|--plan|",
                "up|--slots|",
                "jobs|--state|"
            })
    void anEmptyValueIsWrongUsage(String words) {
        assertThat(execute(words.split("\\|", -1))).isEqualTo(2);

        assertThat(text(err)).startsWith("codefleet: ").contains("empty", "--help");
        assertThat(text(out)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "upp                    | There is no command 'upp': did you mean 'up'?",
                "validat --plan p       | There is no command 'validat': did you mean 'validate'?",
                "run --rpeo .           | There is no option '--rpeo': did you mean '--repo'?",
                "jobs --sate=FAILED     | There is no option '--sate': did you mean '--state'?",
                "jobs --state suceeded  | 'suceeded' is no value of --state: did you mean"
                        + " 'SUCCEEDED'?",
                "show job1 job2         | 'job2' is one argument too many."
            })
    void aTypingErrorGetsWhatWasMeant(String line, String told) {
        assertThat(execute(line.split(" ", -1))).isEqualTo(2);

        assertThat(text(err)).startsWith("codefleet: " + told);
    }

    @Test
    void aPlanIsValidatedWithoutAFleet() throws IOException {
        var plan = directory.resolve("plan.yaml");
        Files.writeString(
                plan,
                """
                title: T
                subtasks:
                  - key: one
                    executor: {kind: command, run: "true"}
                """);

        assertThat(execute("validate", "--plan", plan.toString())).isZero();

        assertThat(text(out)).isEqualTo(plan + " is a valid plan: 1 subtask and 0 final checks.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "run --repo ."})
    void aPlansFaultsAreNamedWithFileAndLineBeforeAFleetIsAskedFor(String command)
            throws IOException {
        var plan = directory.resolve("plan.yaml");
        Files.writeString(
                plan,
                """
                title: T
                subtasks:
                  - key: one
                    exceutor: {kind: command, run: "true"}
                """);

        var line = (command + " --plan " + plan).split(" ", -1);

        assertThat(execute(line)).isEqualTo(2);
        assertThat(text(err))
                .contains(
                        plan + ":4: subtasks[0].exceutor: is not a field",
                        "did you mean 'executor'?")
                .doesNotContain("fleet ...");
    }

    @Test
    void aPlanComesFromStandardInputToo() {
        var before = System.in;
        System.setIn(new ByteArrayInputStream("subtasks: [".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(execute("validate", "--plan", "-")).isEqualTo(2);
        } finally {
            System.setIn(before);
        }
        assertThat(text(err)).startsWith("codefleet: (standard input):1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "up --detach", "down", "jobs"})
    void aHomeThatIsAFileIsOneLineWithTheWayOut(String line) throws IOException {
        directory = Files.writeString(directory.resolve("file"), "no directory");

        assertThat(execute(line.split(" ", -1))).isEqualTo(3);

        assertThat(text(err).lines()).hasSize(2);
        assertThat(text(err))
                .startsWith("codefleet: ")
                .doesNotContain("Exception")
                .contains("CODEFLEET_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "completion bash", "validate --plan -"})
    void outputThatCannotBeWrittenIsNoSuccess(String line) {
        var full = new File("/dev/full");
        assumeThat(full).exists();
        var before = System.in;
        System.setIn(
                new ByteArrayInputStream(
                        "subtasks: [{key: a, executor: {kind: none}, checks: [a]}]\ntitle: T"
                                .getBytes(StandardCharsets.UTF_8)));
        try (var to = new FileOutputStream(full)) {
            stdout = Terminals.strict(to, StandardCharsets.UTF_8);

            assertThat(execute(line.split(" ", -1))).isEqualTo(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setIn(before);
        }
        assertThat(text(err))
                .contains("could not be written", "No space left")
                .doesNotContain("\tat ");
    }

    @Test
    void completionKnowsEveryCommandAndOption() {
        assertThat(execute("completion", "bash")).isZero();

        assertThat(text(out))
                .contains("complete -F", "validate", "--max-workers")
                .doesNotContain("prepare");
    }

    @Test
    void downWithoutAFleetIsDone() {
        assertThat(execute("down")).isZero();

        assertThat(text(out)).isEqualTo("No fleet is up.\n");
    }

    /** What the launcher has learnt by heart must be what commands do. */
    @Test
    void everyCommandOfTheTrainingSucceeds() {
        assertThat(execute("train")).as(text(err)).isZero();

        assertThat(text(out)).isEmpty();
        assertThat(text(err)).isEmpty();
    }

    @Test
    void diskShowsTheFilesAlsoWithoutAFleet() throws IOException {
        Files.write(Files.createDirectory(directory.resolve("logs")).resolve("a.log"), new byte[7]);

        assertThat(execute("disk")).isZero();
        assertThat(text(out)).containsPattern("logs of services +7 +1 ").contains("No fleet is up");

        out.reset();
        assertThat(execute("disk", "--json")).isZero();
        assertThat(text(out)).contains("\"bytes\":7", "\"tables\":null");
    }

    @Test
    void theHelpNamesEveryCommand() {
        assertThat(execute("--help")).isZero();

        assertThat(text(out))
                .contains(
                        "demo", "up", "down", "run", "status", "disk", "jobs", "show", "logs",
                        "cancel", "resume", "patch");
    }

    private int execute(String... arguments) {
        var terminal =
                new Terminal(
                        stdout,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Style.PLAIN,
                        false);
        var context =
                new CommandContext(
                        new Home(directory),
                        new Installation(Path.of(System.getProperty("java.home")), directory),
                        Map.of(),
                        terminal);
        return Codefleet.execute(context, arguments);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
