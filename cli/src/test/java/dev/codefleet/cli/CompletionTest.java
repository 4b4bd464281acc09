package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion scripts in real shells. */
class CompletionTest {
    @TempDir private Path directory;
    private Path script;

    @BeforeEach
    void setUp() throws IOException {
        script = directory.resolve("completion");
    }

    @ParameterizedTest
    @CsvSource({
        "va, validate",
        "'run --max', --max-workers",
        "'jobs --state SUC', SUCCEEDED",
        "'completion z', zsh"
    })
    void bashCompletesCommandsOptionsAndValues(String typed, String completed) throws Exception {
        write("bash");

        assertThat(bash("codefleet " + typed)).containsExactly(completed);
    }

    @Test
    void bashCompletesTheLauncherUnderAnyPath() throws Exception {
        write("bash");

        assertThat(bash("./codefleet va")).containsExactly("validate");
    }

    @Test
    void bashDoesNotOfferWhatTheHelpHides() throws Exception {
        write("bash");

        assertThat(bash("codefleet pre")).isEmpty();
        assertThat(bash("codefleet tra")).isEmpty();
    }

    @Test
    void zshLoadsItAndCompletesTheSame() throws Exception {
        var path = System.getenv().getOrDefault("PATH", "").split(":", -1);
        assumeThat(List.of(path)).anyMatch(each -> Files.isExecutable(Path.of(each, "zsh")));
        write("zsh");
        // In a terminal of its own, where Tab does what it does for people.
        var text =
                """
                zmodload zsh/zpty
                zpty shell 'TERM=dumb zsh -f -i'
                zpty -w shell 'autoload -Uz compinit && compinit -u -D; source %s; print rea''dy'
                zpty -r shell seen '*ready*'
                zpty -w -n shell $'codefleet va\\t'
                zpty -r shell seen '*validate*' && print found
                zpty -d shell
                """
                        .formatted(script);

        assertThat(shell("zsh", "-f", "-c", text)).contains("found");
    }

    private List<String> bash(String line) throws Exception {
        // As bash itself calls it: the function that is registered for the first word.
        var text =
                """
                source %s
                COMP_LINE='%s'; COMP_POINT=${#COMP_LINE}
                read -r -a COMP_WORDS <<<"$COMP_LINE"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                found=$(complete -p "${COMP_WORDS[0]##*/}")
                [[ $found =~ -F\\ ([A-Za-z_]+) ]] || exit 9
                "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" ""
                printf '%%s\n' "${COMPREPLY[@]}"
                """
                        .formatted(script, line);
        return shell("bash", "--norc", "-c", text).stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static List<String> shell(String... command) throws Exception {
        var process =
                new ProcessBuilder(command)
                        // Where bash says that a test is no completion.
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }

    private void write(String shell) throws IOException {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var context =
                new CommandContext(
                        new Home(directory),
                        new Installation(directory, directory),
                        Map.of(),
                        new Terminal(stream, stream, Style.PLAIN, false));
        assertThat(Codefleet.execute(context, "completion", shell)).isZero();
        Files.write(script, out.toByteArray());
    }
}
