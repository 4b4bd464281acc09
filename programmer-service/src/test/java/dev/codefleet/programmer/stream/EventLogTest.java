package dev.codefleet.programmer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptEvent.Beat;
import dev.codefleet.contract.attempt.AttemptEvent.Log;
import dev.codefleet.contract.attempt.AttemptEvent.Progress;
import dev.codefleet.programmer.attempt.Orders;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.Receipts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog(3);

    @Test
    void aLateReaderGetsWhatWasBefore() {
        log.publish(new Progress("workspace", 0));
        log.publish(line("a"));

        var reader = new Collector();
        log.read(0, reader);
        log.publish(line("b"));

        assertThat(reader.seen).containsExactly("1 workspace", "2 [a]+0", "3 [b]+0");
    }

    @Test
    void aReaderThatComesBackGetsOnlyWhatItMissed() {
        log.publish(line("a"));
        log.publish(line("b"));

        var reader = new Collector();
        log.read(1, reader);

        assertThat(reader.seen).containsExactly("2 [b]+0");
    }

    @Test
    void linesThatDoNotFitAreCountedInTheirPlace() {
        log.publish(line("a"));
        log.publish(new Progress("executor", 1));
        for (var text : List.of("b", "c", "d", "e")) {
            log.publish(line(text));
        }

        var reader = new Collector();
        log.read(0, reader);

        assertThat(reader.seen).containsExactly("1 []+1", "2 executor", "6 [c, d, e]+1");
    }

    /** A flood is told of in marks without lines, again and again. */
    @Test
    void marksOfWhatIsLostDoNotAddUp() {
        for (int number = 0; number < 1_000; number++) {
            log.publish(line("line"));
            log.publish(new Log(List.of(), 7));
            log.publish(new Log(List.of(), 3));
        }

        assertThat(log.kept()).isLessThanOrEqualTo(8);
        var reader = new Collector();
        log.read(0, reader);
        var told =
                reader.seen.stream()
                        .mapToInt(event -> Integer.parseInt(event.replaceFirst(".*\\+", "")))
                        .sum();
        assertThat(told).isEqualTo(997 + 1_000 * 10);
    }

    @Test
    void whatTheBudgetLeftOutStaysBeforeTheLinesThatFollowedIt() {
        log.publish(line("a"));
        log.publish(new Log(List.of("z"), 24));

        var reader = new Collector();
        log.read(0, reader);

        assertThat(reader.seen).containsExactly("1 [a]+0", "2 [z]+24");
    }

    @Test
    void whatCameSinglyIsToldALateReaderInFewEvents() {
        var roomy = new EventLog(5_000);
        for (int number = 0; number < 1_500; number++) {
            roomy.publish(line("line " + number));
        }

        var reader = new Collector();
        roomy.read(7, reader);

        assertThat(reader.seen).hasSize(8);
        assertThat(reader.seen.getFirst()).startsWith("207 [line 7, ").endsWith("line 206]+0");
        assertThat(reader.seen.getLast()).startsWith("1500 ").endsWith("line 1499]+0");
    }

    @Test
    void longLinesAreGivenUpEarlierThanShortOnes() {
        var roomy = new EventLog(5_000);
        for (int number = 0; number < 2_000; number++) {
            roomy.publish(line("x".repeat(2_000)));
        }

        var reader = new Collector();
        roomy.read(0, reader);

        var told = reader.seen.stream().mapToInt(String::length).sum();
        assertThat(told).isBetween(2_000_000, 4 << 20);
        assertThat(reader.seen.getFirst()).matches("\\d+ \\[x.*]\\+[1-9]\\d+");
    }

    @Test
    void beatsAreNotKeptAndHaveNoNumber() {
        var reader = new Collector();
        log.read(0, reader);
        log.beat(7);

        var late = new Collector();
        log.read(0, late);

        assertThat(reader.seen).containsExactly("0 beat");
        assertThat(late.seen).isEmpty();
    }

    @Test
    void theReportIsTheEndForAll() {
        var early = new Collector();
        log.read(0, early);

        log.publish(report());
        log.publish(line("too late"));

        var late = new Collector();
        log.read(0, late);
        assertThat(early.seen).containsExactly("1 report", "end");
        assertThat(late.seen).containsExactly("1 report", "end");
    }

    private static AttemptEvent line(String text) {
        return new Log(List.of(text), 0);
    }

    private static AttemptEvent report() {
        var receipts = new Receipts(new AgentId("programmer-1"), "none", "not held");
        return receipts.report(
                Orders.nothing().order(),
                new AttemptProgress(),
                null,
                Instant.EPOCH,
                Duration.ZERO,
                "");
    }

    private static final class Collector implements EventLog.Reader {
        final List<String> seen = new ArrayList<>();

        @Override
        public void event(long id, AttemptEvent event) {
            var text =
                    switch (event) {
                        case Progress progress -> progress.phase();
                        case Log some -> some.lines() + "+" + some.dropped();
                        case Beat ignored -> "beat";
                        case AttemptEvent.Accepted ignored -> "accepted";
                        case AttemptEvent.Report ignored -> "report";
                    };
            seen.add(id + " " + text);
        }

        @Override
        public void end() {
            seen.add("end");
        }
    }
}
