package dev.codefleet.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkdownTableTest {

    @Test
    void figuresAreShownAsPreciselyAsTheirSizeAsksFor() {
        var table = new MarkdownTable("case", "ms", "ratio", "count", "met");

        table.row("one", 1234.56, 2.9876, 10L, true).row("two", 45.678, 0.5, 3, false);

        assertThat(table.markdown())
                .isEqualTo(
                        """
                        | case | ms | ratio | count | met |
                        | --- | --- | --- | --- | --- |
                        | one | 1235 | 2.988 | 10 | yes |
                        | two | 45.7 | 0.500 | 3 | no |
                        """);
    }

    @Test
    void aRowOfAnotherWidthIsRefused() {
        var table = new MarkdownTable("case", "ms");

        assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
    }
}
