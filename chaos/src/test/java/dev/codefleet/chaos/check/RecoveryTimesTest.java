package dev.codefleet.chaos.check;

import static dev.codefleet.chaos.check.Story.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTimesTest {

    @Test
    void aTakeoverLastsFromTheFaultToTheNextFence() {
        var times =
                new RecoveryTimes(
                        List.of(
                                new HistoryEntry.Held(SECOND, "j", "m1", 1),
                                new HistoryEntry.Held(SECOND, "k", "m2", 2),
                                new HistoryEntry.Faulted(3 * SECOND, 1, "KILL", "m1", ""),
                                new HistoryEntry.Held(7 * SECOND, "j", "m2", 3),
                                new HistoryEntry.Held(9 * SECOND, "k", "m3", 4)));

        assertThat(times.takeovers("KILL")).containsExactly(4 * SECOND);
        assertThat(times.takeovers("TERMINATE")).isEmpty();
    }

    @Test
    void aJobThatTheManagerHadLostBeforeIsNoneOfItsTakeovers() {
        var times =
                new RecoveryTimes(
                        List.of(
                                new HistoryEntry.Held(SECOND, "j", "m1", 1),
                                new HistoryEntry.Held(2 * SECOND, "j", "m2", 2),
                                new HistoryEntry.Faulted(3 * SECOND, 1, "KILL", "m1", ""),
                                new HistoryEntry.Held(7 * SECOND, "j", "m3", 3)));

        assertThat(times.takeovers("KILL")).isEmpty();
    }

    @Test
    void whatAKilledProgrammerExecutedStartsAgainElsewhere() {
        var times =
                new RecoveryTimes(
                        List.of(
                                new HistoryEntry.Started(SECOND, 1, "j.a.1", "p1"),
                                new HistoryEntry.Started(SECOND, 2, "j.b.1", "p1"),
                                new HistoryEntry.Faulted(3 * SECOND, 1, "KILL", "p1", ""),
                                new HistoryEntry.Left(3 * SECOND, 1, 3 * SECOND, false),
                                new HistoryEntry.Left(2 * SECOND, 2, 2 * SECOND, true),
                                new HistoryEntry.Started(5 * SECOND, 3, "j.a.2", "p2")));

        assertThat(times.reassignments()).containsExactly(2 * SECOND);
    }
}
