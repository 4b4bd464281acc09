package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void linesDoNotDependOnHowTheBytesCome(int chunk) {
        assertThat(split("eins\nzwölf\r\n\n€uro", chunk))
                .containsExactly("eins", "zwölf", "", "€uro");
    }

    @Test
    void aLineThatIsTooLongIsCutAndMarked() {
        var lines = split("x".repeat(50_000) + "\nnext\n", 999);

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).hasSize(2_000).endsWith("[…]");
        assertThat(lines.getLast()).isEqualTo("next");
    }

    @Test
    void zeroCharactersAreReplaced() {
        assertThat(split("a\0b\n", 10)).containsExactly("a\uFFFDb");
    }

    @Test
    void aTailKeepsTheLastWholeLinesThatFit() {
        var tail = new Tail(10);
        for (var line : List.of("one", "two", "three", "ö")) {
            tail.add(line);
        }

        assertThat(tail.text()).isEqualTo("three\nö\n");
    }

    @Test
    void cutTextNeverBreaksACharacter() {
        var random = new Random(42);
        for (var i = 0; i < 1_000; i++) {
            var text =
                    random.ints(20, 0, 0x1F9FF)
                            .filter(point -> point < 0xD800 || point > 0xDFFF)
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            var max = 1 + random.nextInt(30);

            assertThat(isWhole(Text.cut(text, max))).isTrue();
            assertThat(isWhole(Text.end(text, max))).isTrue();
            var cut = Text.cutBytes(text, max);
            assertThat(text).startsWith(cut);
            assertThat(isWhole(cut)).isTrue();
            assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(max);
        }
    }

    private static boolean isWhole(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.UTF_8).equals(text);
    }

    private static List<String> split(String text, int chunk) {
        var lines = new ArrayList<String>();
        var splitter = new LineSplitter(lines::add);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (var start = 0; start < bytes.length; start += chunk) {
            var count = Math.min(chunk, bytes.length - start);
            var part = new byte[chunk];
            System.arraycopy(bytes, start, part, 0, count);
            splitter.accept(part, count);
        }
        splitter.finish();
        return lines;
    }
}
