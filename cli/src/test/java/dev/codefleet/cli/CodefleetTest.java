package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.fleet.Home;
import dev.codefleet.cli.fleet.Installation;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodefleetTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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
                "patch job1"
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
                "status --gateway nowhere"
            })
    void wrongUsageEndsWithTwo(String line) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(2);

        assertThat(text(err)).isNotBlank();
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
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Style.PLAIN,
                        false);
        var workplace =
                new Workplace(
                        new Home(directory),
                        new Installation(Path.of(System.getProperty("java.home")), directory),
                        Map.of(),
                        terminal);
        return Codefleet.commandLine(workplace, arguments)
                .setOut(new PrintWriter(terminal.out(), true))
                .setErr(new PrintWriter(terminal.err(), true))
                .execute(arguments);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
