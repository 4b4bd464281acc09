package dev.codefleet.programmer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineBudgetTest {
    @Test
    void aBudgetGivesOutASecondsWorthAndThenItsRate() {
        var budget = new LineBudget(10, 0);

        assertThat(IntStream.range(0, 15).filter(_ -> budget.spend(0)).count()).isEqualTo(10);
        var later = TimeUnit.MILLISECONDS.toNanos(550);
        assertThat(IntStream.range(0, 15).filter(_ -> budget.spend(later)).count()).isEqualTo(5);
        var muchLater = TimeUnit.HOURS.toNanos(1);
        assertThat(IntStream.range(0, 15).filter(_ -> budget.spend(muchLater)).count())
                .isEqualTo(10);
    }
}
