package dev.codefleet.programmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeLogTest {
    @TempDir Path directory;

    @Test
    void aSizeThatHoldsNextToNothingIsRefused() {
        assertThatThrownBy(() -> WholeLog.requireRoom(65_535))
                .hasMessageContaining("codefleet.programmer.log-max-bytes")
                .hasMessageContaining("65536");
        assertThat(WholeLog.requireRoom(65_536)).isEqualTo(65_536);
    }

    @Test
    void whatAReportShowsAllOfHasNoFile() throws Exception {
        var log = log(1 << 20);
        add(log, "short\n");

        assertThat(log.finish(6)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatAReportDoesNotShowAllOfHasOneHoweverShort() throws Exception {
        var log = log(1 << 20);
        add(log, "10%\r20%\rdone");
        log.mark("[iteration 2, executor]");

        var reference = log.finish(5).orElseThrow();

        assertThat(content()).isEqualTo("10%\r20%\rdone\n[iteration 2, executor]\n");
        assertThat(reference.bytes()).isEqualTo(content().length());
        assertThat(reference.compressedBytes()).isEqualTo(Files.size(file()));
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 199_999, 200_000})
    void allIsKeptAsLongAsItFits(int length) throws Exception {
        var text = text(length);
        var log = log(200_000);
        add(log, text);

        assertThat(log.finish(0).orElseThrow().bytes()).isEqualTo(length);
        assertThat(content()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {200_001, 250_001, 300_000, 350_007, 1_234_567})
    void ofMoreTheBeginningAndTheEndAreKeptAndTheRestIsCounted(int length) throws Exception {
        var text = text(length);
        var log = log(200_000);
        add(log, text);
        log.finish(0);

        var kept = content();
        var mark = kept.substring(100_000, kept.indexOf("in all]\n") + 8);
        var end = kept.substring(100_000 + mark.length());
        assertThat(kept).hasSizeLessThanOrEqualTo(200_000 + mark.length());
        assertThat(text).startsWith(kept.substring(0, 100_000)).endsWith(end);
        assertThat(end.length()).isGreaterThanOrEqualTo(50_000);
        assertThat(mark)
                .isEqualTo(
                        "\n[%,d bytes left out here; %,d bytes in all]\n"
                                .formatted(length - 100_000 - end.length(), length));
        assertThat(directory.toFile().list()).containsExactly("log.gz");
    }

    @Test
    void aDiskThatTakesNothingCostsTheLogAlone() throws Exception {
        var log = new WholeLog(directory.resolve("missing/log.gz"), 200_000);
        add(log, text(100_000));

        assertThat(log.finish(0)).isEmpty();
    }

    private WholeLog log(long maxBytes) {
        return new WholeLog(file(), maxBytes);
    }

    private Path file() {
        return directory.resolve("log.gz");
    }

    private String content() throws Exception {
        try (var in = new GZIPInputStream(Files.newInputStream(file()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void add(WholeLog log, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (var from = 0; from < bytes.length; from += 7_001) {
            var count = Math.min(7_001, bytes.length - from);
            var some = new byte[8_000];
            System.arraycopy(bytes, from, some, 0, count);
            log.add(some, count);
        }
    }

    private static String text(int length) {
        return IntStream.range(0, length / 4)
                .mapToObj("%06d\n"::formatted)
                .collect(Collectors.joining())
                .substring(0, length);
    }
}
