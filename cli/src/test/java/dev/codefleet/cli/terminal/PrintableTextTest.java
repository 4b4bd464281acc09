package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.support.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote must not do anything to the terminal that it is shown on. */
class PrintableTextTest {
    private static final Style COLOURS = new Style(true, true);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    COLOURS,
                    true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J", // clears the screen
                "\u001b[1;1Hforged", // moves the cursor
                "\u001b]0;title\u0007", // names the window
                "\u001b]52;c;Y3VybA==\u001b\\", // writes the clipboard
                "\u001b]8;;https://evil\u001b\\link\u001b]8;;\u001b\\",
                "\u001bP1$r\u001b\\", // a string for the device
                "\u001b[6n", // makes it answer as if the user had typed
                "\u009b2J\u009d0;x\u009c", // the same in one character each
                "\u0007\b\u000b\f\u000e\u007f",
                "over\rwritten",
                "a line\nand a forged one",
                "\u2028\u2029\u0085",
                "abc\u202edcba\u202c", // is read in another order than it is
                "\u2066x\u2069\u200e\u200f\u061c",
                "zero\u200bwidth\ufeff\u2060\u180e",
                "\udb40\udc41tags",
                "\ufff9a\ufffab\ufffb",
                "\ufdd1\ufdd3not in a style",
                "half a pair \ud83d"
            })
    void nothingOfOthersActsOnTheTerminal(String outside) throws Exception {
        terminal.say("title " + outside);
        terminal.note(outside);
        terminal.fail(CommandFailed.failed(outside, outside));
        terminal.copy(stream(outside));
        terminal.draw("", List.of(outside));
        new Table(List.of("TITLE"), Set.of()).add(outside).lines().forEach(terminal::say);

        var shown = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
        // The command's own colours, and nothing else.
        assertThat(shown.replaceAll("\u001b\\[[0-9]+m", "").codePoints())
                .allMatch(point -> point == '\n' || (point >= ' ' && point <= '~'));
    }

    @ParameterizedTest
    @CsvSource({"'\u001b[2Jx', '\\x1b[2Jx'", "'a\rb', 'a\\rb'", "'\u202ex', '\\u202ex'"})
    void whatWouldActIsShownInstead(String outside, String shown) {
        assertThat(PrintableText.text(outside)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "Grüße, 世界", "👩‍💻 ✓", "می‌خواهم", "שלום"})
    void allThatCanBeReadStays(String text) {
        assertThat(PrintableText.text(text)).isEqualTo(text);
    }

    /** Joined by spaces that no shell takes for one until here. */
    @Test
    void aCallOfTheCommandLeavesWithPlainSpaces() {
        var call = Invocation.PLAIN.of("watch job1");

        terminal.say(call);
        terminal.note(call);
        terminal.tell(call);
        terminal.fail(CommandFailed.failed(call, call));
        terminal.draw("", List.of(call));
        terminal.sayJson(Json.text(List.of(CommandFailed.failed(call).getMessage(), "a\u00a0b")));

        var shown = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
        assertThat(shown)
                .contains("./codefleet watch job1")
                .contains("a\\u00a0b")
                .doesNotContain("\u00a0");
    }

    @Test
    void coloursOfOthersAreLeftOut() {
        assertThat(PrintableText.text("\u001b[1;31merror\u001b[0m: x")).isEqualTo("error: x");
        assertThat(PrintableText.text("\u001b[38:5:4mx\u001b[m")).isEqualTo("x");
    }

    @Test
    void theCommandsOwnStylesAreAddedLast() {
        terminal.say(COLOURS.bold("a\u001b[2Jb") + " " + COLOURS.red("c"));
        terminal.say(Style.PLAIN.bold("plain"));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("\u001b[1ma\\x1b[2Jb\u001b[0m \u001b[31mc\u001b[0m\nplain\n");
    }

    @Test
    void aLogKeepsItsTabsAndLinesHoweverItsBytesCome() throws Exception {
        terminal.copy(stream("a\tb\n\n\u001b[31mé\u001b[0m\nno end"));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\tb\n\né\nno end");
    }

    @Test
    void aLineWithoutAnEndIsNotHeldBackForEver() throws Exception {
        terminal.copy(stream("x".repeat(200_000)));

        assertThat(out.size()).isEqualTo(200_000);
    }

    @Test
    void jsonSaysTheSameInCharactersThatDoNothing() throws Exception {
        var text = "\u001b[2J \u009b2J \u202e \u007f é 👍 \udb40\udc41";

        terminal.sayJson(Json.text(List.of(text)));

        var shown = out.toString(StandardCharsets.UTF_8);
        assertThat(shown).doesNotContain("\u001b", "\u009b", "\u202e", "\u007f").contains("é");
        assertThat(Json.mapper().readTree(shown).get(0).textValue()).isEqualTo(text);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
