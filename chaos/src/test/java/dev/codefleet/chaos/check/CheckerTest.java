package dev.codefleet.chaos.check;

import static dev.codefleet.chaos.check.Story.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every promise is broken once. */
class CheckerTest {
    private final Story story = Story.good();

    @Test
    void aGoodHistoryBreaksNoPromise() {
        assertThat(story.broken()).isEmpty();
    }

    @Test
    void aLostJobIsSeen() {
        story.add(new HistoryEntry.Accepted(SECOND, "other", "k"));

        assertThat(story.broken()).containsExactly("an accepted job ends in time");
    }

    @Test
    void aJobThatTakesTooLongAfterTheLastFaultIsSeen() {
        story.without(HistoryEntry.Ended.class)
                .add(new HistoryEntry.Ended(68 * SECOND, "j", "SUCCEEDED", null, null));

        assertThat(story.broken()).containsExactly("an accepted job ends in time");
    }

    @Test
    void aFailedJobIsSeen() {
        story.without(HistoryEntry.Ended.class)
                .add(new HistoryEntry.Ended(SECOND, "j", "FAILED", "EXECUTOR_ERROR", "exit 91"));

        assertThat(story.broken()).containsExactly("work that can succeed does");
    }

    @Test
    void aJobThatInfrastructureEndedBeforeItsCapIsSeen() {
        failForInfrastructure(9);

        assertThat(story.broken()).containsExactly("work that can succeed does");
    }

    @Test
    void aJobThatInfrastructureEndedAtItsCapIsAsPromised() {
        failForInfrastructure(10);

        assertThat(story.broken()).isEmpty();
    }

    private void failForInfrastructure(int losses) {
        LongStream.rangeClosed(3, 2 + losses)
                .forEach(seq -> story.logged(seq, "report", "PROGRAMMER_LOST"));
        story.without(HistoryEntry.Ended.class)
                .add(new HistoryEntry.Ended(SECOND, "j", "FAILED", "PROGRAMMER_LOST", "gone"));
    }

    @Test
    void aJobThatWasMadeTwiceIsSeen() {
        story.add(new HistoryEntry.Accepted(SECOND, "key", "k"))
                .add(new HistoryEntry.Ended(SECOND, "k", "CANCELLED", "CANCELLED", ""));

        assertThat(story.broken()).contains("a job handed in again is the same job");
    }

    @Test
    void aGapInALogIsSeen() {
        story.logged(4, "report", null);

        assertThat(story.broken()).containsExactly("a job's log has every entry once and in order");
    }

    @Test
    void aRefusalWithoutReasonIsSeen() {
        story.add(new HistoryEntry.Refused(SECOND, "POST job", "500"));

        assertThat(story.broken())
                .containsExactly("clients are told 'not now', not that they are wrong");
    }

    @Test
    void aMissingResultIsSeen() {
        story.withoutResult("b");

        assertThat(story.broken()).containsExactly("no result of a job that succeeded is missing");
    }

    @Test
    void aSecondAcceptedResultIsSeen() {
        story.withoutResult("b").resulted("b", "j.b.1", "j.b.2");

        assertThat(story.broken()).containsExactly("one result of a subtask is accepted");
    }

    @Test
    void successWithoutWorkIsSeen() {
        story.withoutResult("b").resulted("b", "j.b.2");

        assertThat(story.broken()).containsExactly("what succeeded was executed to its end");
    }

    @Test
    void successOfWorkThatWasCutOffIsSeen() {
        story.executed("j.b.2", "p1", 7, 8, false).withoutResult("b").resulted("b", "j.b.2");

        assertThat(story.broken()).containsExactly("what succeeded was executed to its end");
    }

    @Test
    void aResultOfAnotherAttemptIsSeen() {
        story.withoutResult("b")
                .add(
                        new HistoryEntry.Resulted(
                                9,
                                "j",
                                "b",
                                "SUCCEEDED",
                                1,
                                List.of("j.b.1"),
                                List.of("j.b.1", "j.b.1")));

        assertThat(story.broken())
                .containsExactly("a result's files are those of its accepted attempt");
    }

    @Test
    void twoExecutionsAtOnceAreSeen() {
        story.executed("j.a.2", "p2", 3, 4, false).withoutResult("a").resulted("a", "j.a.1");

        assertThat(story.broken()).contains("one execution of a subtask lives at a time");
    }

    @Test
    void anExecutionThatNeverEndedIsSeenBesideALaterOne() {
        story.add(new HistoryEntry.Started(SECOND, 99, "j.b.0", "p1"));

        assertThat(story.broken()).contains("one execution of a subtask lives at a time");
    }

    @Test
    void anAttemptThatIsExecutedAgainIsSeen() {
        story.executed("j.a.1", "p1", 5, 6, false);

        assertThat(story.broken()).containsExactly("an attempt is executed once");
    }

    @Test
    void workThatIsDoneAgainAfterItWasAcceptedIsSeen() {
        story.executed("j.a.2", "p1", 5, 6);

        assertThat(story.broken()).containsExactly("what was accepted is not done again");
    }

    @Test
    void aStartBeforeADependencyIsSeen() {
        var early =
                Story.good().without(HistoryEntry.Started.class).without(HistoryEntry.Left.class);
        early.executed("j.a.1", "p1", 2, 4).executed("j.b.1", "p2", 3, 6);

        assertThat(early.broken()).containsExactly("nothing starts before what it depends on");
    }

    @Test
    void moreThanTheSlotsIsSeen() {
        story.executed("x.a.1", "p1", 3, 5);

        assertThat(story.broken()).containsExactly("a programmer keeps to its slots");
    }

    @Test
    void anExecutionThatOutlivesItsProgrammerIsSeen() {
        story.add(new HistoryEntry.Faulted(20 * SECOND, 1, "KILL", "p1", ""))
                .executed("x.a.1", "p1", 19, 36, false);

        assertThat(story.broken()).containsExactly("work dies with its programmer");
    }

    @Test
    void remaindersAreSeen() {
        story.without(HistoryEntry.Surveyed.class)
                .surveyed(List.of("process 1"), List.of("/attempts/x"), List.of("/spool/x"), 0);

        assertThat(story.broken())
                .containsExactly(
                        "no process of an attempt is left",
                        "no workspace is left",
                        "no report is left",
                        "no slot is leaked");
    }

    @Test
    void aProgrammerThatSaysNothingOfItsSlotsIsSeen() {
        story.without(HistoryEntry.Surveyed.class)
                .add(
                        new HistoryEntry.Surveyed(
                                0, List.of(), List.of(), List.of(), Map.of("p1", 1)));

        assertThat(story.broken()).containsExactly("no slot is leaked");
    }

    @Test
    void aProcessThatEndsByItselfIsSeen() {
        story.add(new HistoryEntry.Died(SECOND, "m1"));

        assertThat(story.broken()).containsExactly("no process ends by itself");
    }

    @Test
    void aProcessThatCannotStartYetMayEnd() {
        story.add(new HistoryEntry.Faulted(SECOND, 1, "KILL", "m1", ""))
                .add(new HistoryEntry.Mended(2 * SECOND, 1))
                .add(new HistoryEntry.Died(5 * SECOND, "m1"));

        assertThat(story.broken()).isEmpty();
    }

    @Test
    void everyPromiseIsBrokenHere() {
        assertThat(Checker.promises()).hasSize(20);
    }
}
