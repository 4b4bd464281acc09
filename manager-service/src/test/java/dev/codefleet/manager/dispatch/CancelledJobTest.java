package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.manager.TestJobs;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cancel does, and what is none. */
class CancelledJobTest {
    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 4);
        site.room.see(programmer.view(1));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void aCancelledJobStopsWhatRunsAndStartsNothing() throws SQLException {
        programmer.hold(order -> true);
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        List.of(subtask("a"), subtask("b"), subtask("c", "a")),
                        1,
                        null);
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        site.room.cancel(job.id());

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        assertThat(programmer.orders()).hasSize(1);
        assertThat(programmer.running()).isEmpty();
        assertThat(site.subtasks(job.id()))
                .extracting(SubtaskView::state)
                .containsOnly(SubtaskState.CANCELLED);
    }

    @Test
    void theLogOfAnAttemptThatNoProgrammerHadEnds() throws Exception {
        programmer.refuse(order -> Optional.of(ProgrammerProblems.slotsFull(4)));
        var job = TestJobs.job(subtask("a"));
        var isCommitted = site.room.endOfLog(new AttemptId(job.id(), "a", 1));
        var refused = site.room.said(job.id(), "refusal");
        var end = site.room.submit(job);
        await(refused);

        site.room.cancel(job.id());

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        assertThat(await(isCommitted)).isTrue();
    }

    @Test
    void anAttemptThatNobodyAskedToStopFailsItsSubtask() throws SQLException {
        programmer.outcome(
                order -> Optional.of(Failure.of(FailureReason.CANCELLED, "stopped by hand")));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(site.states(job.id()))
                .isEqualTo(Map.of("a", SubtaskState.FAILED, "b", SubtaskState.SKIPPED));
    }
}
