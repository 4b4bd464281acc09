package dev.codefleet.programmer.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.text.Excerpt;
import dev.codefleet.programmer.text.LineSplitter;
import dev.codefleet.programmer.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999, 100_000})
    void aLineThatIsTooLongKeepsItsEndsAndSaysWhatIsLeftOut(int chunk) {
        var lines = split("begin" + "x".repeat(50_000) + "zwölf€\nnext\n", chunk);

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .hasSizeLessThanOrEqualTo(LineSplitter.MAX_CHARACTERS)
                .startsWith("beginxxx")
                .contains("x [… 48,091 characters left out …] x")
                .endsWith("xxxzwölf€");
        assertThat(lines.getLast()).isEqualTo("next");
    }

    @Test
    void aLineOfLongCharactersIsCutBetweenThem() {
        var line = split("€".repeat(30_000) + "\n", 1_000).getFirst();

        assertThat(line.replaceFirst(" \\[… 28,080 characters left out …] ", ""))
                .isEqualTo("€".repeat(1_920));
    }

    /** A progress bar is one line that is written over and over. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void ofALineThatIsWrittenOverTheLastStateIsLeft(int chunk) {
        var bar = new StringBuilder();
        for (var i = 0; i <= 10_000; i++) {
            bar.append("\r").append("#".repeat(i % 50)).append(i);
        }

        assertThat(split(bar + "\rError: no space left\r\nnext\n", chunk))
                .containsExactly("Error: no space left", "next");
        assertThat(split("10%\r20%\r\r\n", chunk)).containsExactly("20%");
        assertThat(split("10%\r20%", chunk)).containsExactly("20%");
        assertThat(split("10%\r", chunk)).containsExactly("10%");
    }

    @Test
    void zeroCharactersAreReplaced() {
        assertThat(split("a\0b\n", 10)).containsExactly("a\uFFFDb");
    }

    @Test
    void whatFitsIsWhole() {
        var excerpt = excerpt(1_000, 30);

        assertThat(excerpt.text()).isEqualTo(numbered(1, 30)).isEqualTo(excerpt.text(1_000));
        assertThat(excerpt.isShortened()).isFalse();
    }

    @Test
    void whatDoesNotFitKeepsBothEndsAndSaysWhatIsLeftOutWhereItWas() {
        var text = excerpt(1_000, 10_000).text();

        assertThat(text).hasSizeLessThanOrEqualTo(1_000);
        assertThat(text).startsWith("line 1\nline 2\n").endsWith("line 9999\nline 10000\n");
        assertTellsTheTruth(text, numbered(1, 10_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 10_000})
    void anExcerptOfAnExcerptSaysWhatIsLeftOutOfAll(int lines) {
        var text = excerpt(2_000, lines).text(220);

        assertThat(text).hasSizeLessThanOrEqualTo(220).startsWith("line 1\n");
        assertThat(text).endsWith("line " + lines + "\n");
        assertTellsTheTruth(text, numbered(1, lines));
    }

    @Test
    void theEndIsThereHoweverLongTheLastLineIs() {
        var excerpt = new Excerpt(20_000);
        excerpt.add("begin");
        excerpt.add("ö".repeat(1_900) + " the error");

        assertThat(excerpt.text()).endsWith(" the error\n");
        assertThat(excerpt.text(400)).startsWith("begin\n[0 lines, ").endsWith("öö the error\n");
        assertThat(excerpt.text(400).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(401);
    }

    private static Excerpt excerpt(int maxBytes, int lines) {
        var excerpt = new Excerpt(maxBytes);
        numbered(1, lines).lines().forEach(excerpt::add);
        return excerpt;
    }

    private static String numbered(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj("line %d\n"::formatted)
                .collect(Collectors.joining());
    }

    private static void assertTellsTheTruth(String text, String all) {
        var lines = text.lines().toList();
        var marks = lines.stream().filter(line -> line.startsWith("[")).toList();
        assertThat(marks).hasSize(1);
        var shown = text.length() - marks.getFirst().length() - 1;
        assertThat(marks.getFirst())
                .isEqualTo(
                        "[%,d lines, %,d bytes left out here; %,d lines, %,d bytes in all]"
                                .formatted(
                                        all.lines().count() - lines.size() + 1,
                                        all.length() - shown,
                                        all.lines().count(),
                                        all.length()));
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
