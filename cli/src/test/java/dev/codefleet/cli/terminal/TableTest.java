package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCellAndFiguresStandAtTheRight() {
        var table = new Table(List.of("KEY", "LINES"), Set.of(1));

        table.add("limiter", 7).add("a", 12345);

        assertThat(table.lines())
                .containsExactly(
                        "KEY      LINES", //
                        "limiter      7", //
                        "a        12345");
    }

    @Test
    void noLineEndsInWhiteSpace() {
        var table = new Table(List.of("A", "LONG HEADER"), Set.of()).add("x", "");

        assertThat(table.lines()).containsExactly("A  LONG HEADER", "x");
    }

    @Test
    void aRowWithAnotherNumberOfCellsIsABug() {
        var table = new Table(List.of("A"), Set.of());

        assertThatThrownBy(() -> table.add("x", "y")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cellsBreakBetweenWordsWhereTheTerminalIsNarrow() {
        var table =
                new Table(List.of("JOB", "TITLE"), Set.of()).add("j1", "Say hello to everybody");

        assertThat(table.lines(16))
                .containsExactly("JOB  TITLE", "j1   Say hello", "     to", "     everybody");
    }

    @Test
    void columnsThatMatterLeastGoFirst() {
        var table =
                new Table(List.of("JOB", "DONE", "TITLE"), Set.of(1), List.of(1))
                        .add("j1", "1/2", "Hello");

        assertThat(table.lines(11)).containsExactly("JOB  TITLE", "j1   Hello");
    }

    @Test
    void longWordsBreakBeforeAllIsListed() {
        var table =
                new Table(List.of("ID", "WORK"), Set.of())
                        .add("m1", "waits for https://example.org/a/very/long/path.git");

        assertThat(table.lines(24))
                .containsExactly(
                        "ID  WORK",
                        "m1  waits for",
                        "    https://example.org/",
                        "    a/very/long/path.git");
    }

    @Test
    void aColumnMayHaveNothingInIt() {
        var table = new Table(List.of("", "KEY"), Set.of()).add("", "a").add(" ", "b");

        assertThat(table.lines(20)).containsExactly("   KEY", "   a", "   b");
    }

    @Test
    void whatFitsNowhereIsListed() {
        var table = new Table(List.of("JOB", "TITLE"), Set.of()).add("a-long-id-of-a-job", "Hello");

        assertThat(table.lines(20))
                .containsExactly("JOB", "       a-long-id-of-a-job", "TITLE  Hello", "");
    }
}
