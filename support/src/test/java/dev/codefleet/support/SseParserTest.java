package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {

    @Test
    void whatWasEncodedIsReadBack() {
        var sent =
                List.of(
                        new SseEvent("1", "log", "two\nlines"),
                        new SseEvent(null, "beat", "{}"),
                        new SseEvent("3", "log", " spaces around \n\n"),
                        new SseEvent("4", "log", ""));
        assertThat(parse(String.join("", sent.stream().map(Sse::encode).toList()))).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineBreakOfTheStandardIsTaken(String lineBreak) {
        var text = String.join(lineBreak, "id: 7", "event: log", "data: a", "data: b", "", "");
        assertThat(parse(text)).containsExactly(new SseEvent("7", "log", "a\nb"));
    }

    @Test
    void commentsUnknownFieldsAndEventsWithoutDataAreIgnored() {
        assertThat(parse("\uFEFF:\n\n: hello\nretry: 3\nevent: x\n\ndata\n\n"))
                .containsExactly(new SseEvent(null, "message", ""));
    }

    @Test
    void anIdAndANameHoldForTheirOwnEventOnly() {
        assertThat(parse("id: 1\nevent: a\ndata: x\n\ndata: y\n\n"))
                .containsExactly(new SseEvent("1", "a", "x"), new SseEvent(null, "message", "y"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void chunksMayBeCutAnywhere(long seed) {
        var random = new Random(seed);
        var breaks = List.of("\n", "\r\n", "\r");
        var lineBreak = breaks.get(random.nextInt(breaks.size()));
        var text = new StringBuilder();
        for (var i = 0; i < 50; i++) {
            text.append(
                    Sse.encode(new SseEvent("" + i, "ä", "é€😀\n".repeat(random.nextInt(4))))
                            .replace("\n", lineBreak));
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        var whole = new ArrayList<SseEvent>();
        new SseParser().feed(bytes, whole::add);

        var parts = new ArrayList<SseEvent>();
        var parser = new SseParser();
        for (var at = 0; at < bytes.length; ) {
            var end = Math.min(bytes.length, at + 1 + random.nextInt(7));
            parser.feed(Arrays.copyOfRange(bytes, at, end), parts::add);
            at = end;
        }
        assertThat(parts).hasSize(50).isEqualTo(whole);
    }

    @Test
    void anEventBeyondTheBoundIsRefused() {
        var parser = new SseParser(10);
        parser.feed(bytes("data: 1\n\ndata: 2\n\n"), _ -> {});
        assertThatThrownBy(() -> parser.feed(bytes("data: 12345"), _ -> {}))
                .isInstanceOf(SseParser.TooLargeException.class);
    }

    @Test
    void aNameOfTwoLinesIsNotEncoded() {
        assertThatThrownBy(() -> Sse.encode(new SseEvent(null, "a\nb", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<SseEvent> parse(String text) {
        var events = new ArrayList<SseEvent>();
        new SseParser().feed(bytes(text), events::add);
        return events;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
