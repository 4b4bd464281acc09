package dev.codefleet.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.TerminalSize;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.MessageType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveFrameTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final JobProgress progress = new JobProgress(10);
    private final LiveFrame frame = new LiveFrame(Style.PLAIN);

    @Test
    void showsWhoWorksOnWhatAndHowMuchIsLeft() {
        order(1, "limiter");
        order(2, "api");

        var lines =
                frame.lines(
                        progress,
                        new FleetSlots(2, 4),
                        START,
                        START.plusMillis(3_250),
                        new TerminalSize(24, 100));

        assertThat(lines)
                .containsExactly(
                        "> limiter  programmer-1       2.2 s",
                        "> api      programmer-2       1.2 s",
                        "3.2 s, 8 waiting, 2 running, 0 done, 0 failed, slots: 2 busy, 4 free");
    }

    @Test
    void neverOutgrowsTheWindow() {
        for (var i = 1; i <= 9; i++) {
            order(i, "a-subtask-with-a-long-name-" + i);
        }

        var lines = frame.lines(progress, null, START, START, new TerminalSize(8, 30));

        assertThat(lines).hasSizeLessThan(8);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(30));
        assertThat(lines).contains("  ... and 6 more");
    }

    @Test
    void theCountsAreWholeInANarrowWindow() {
        order(1, "a");

        var lines =
                frame.lines(
                        progress,
                        new FleetSlots(2, 4),
                        START,
                        START.plusSeconds(2),
                        new TerminalSize(24, 60));

        assertThat(lines)
                .endsWith(
                        "2.0 s, 9 waiting, 1 running, 0 done, 0 failed, slots: 2", "busy, 4 free");
    }

    private void order(int seq, String key) {
        var body =
                Map.<String, Object>of(
                        "what", "order", "subtask", key, "attempt", "job1." + key + ".1");
        var programmer = "programmer-" + seq;
        var at = START.plusSeconds(seq);
        progress.apply(new JobEvent(seq, at, MessageType.CMD, "manager-1", programmer, body));
    }
}
