package dev.codefleet.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.Demand.LaneDemand;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class DemandReadingTest {
    private long now = 1;
    private final Queue<Promise<Demand>> asked = new ArrayDeque<>();
    private final DemandReading reading = new DemandReading(this::ask, () -> now);

    @Test
    void aReadingTellsTheAnswerToTheOneBefore() {
        assertThat(reading.latest()).isEmpty();
        answer(3);
        assertThat(reading.latest()).contains(demand(3));

        pass(Duration.ofSeconds(15));
        assertThat(reading.latest()).contains(demand(3));
        answer(5);
        assertThat(reading.latest()).contains(demand(5));
    }

    @Test
    void theManyFiguresOfOneScrapeAskOnce() {
        reading.latest();
        reading.latest();
        assertThat(asked).hasSize(1);

        answer(3);
        reading.latest();
        assertThat(asked).isEmpty();
    }

    @Test
    void nothingIsToldWhenTheLastAnswerFailed() {
        reading.latest();
        answer(3);
        pass(Duration.ofSeconds(15));
        reading.latest();
        question().fail("a manager does not say");

        assertThat(reading.latest()).isEmpty();
        answer(4);
        assertThat(reading.latest()).contains(demand(4));
    }

    @Test
    void nothingIsToldThatIsTooOldToActOn() {
        reading.latest();
        answer(3);
        pass(Duration.ofMinutes(3));

        assertThat(reading.latest()).isEmpty();
    }

    private Future<Demand> ask() {
        var question = Promise.<Demand>promise();
        asked.add(question);
        return question.future();
    }

    private Promise<Demand> question() {
        return Objects.requireNonNull(asked.poll(), "nothing was asked");
    }

    private void answer(int ready) {
        question().complete(demand(ready));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static Demand demand(int ready) {
        return new Demand(List.of(new LaneDemand(Lane.CODE, ready, 0, 0, 0)));
    }
}
