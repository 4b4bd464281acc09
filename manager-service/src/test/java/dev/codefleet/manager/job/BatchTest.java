package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final JobId JOB = new JobId("job1");
    private static final JobId OTHER = new JobId("job2");
    private static final AttemptId ATTEMPT = new AttemptId(JOB, "a", 1);

    private final Batch batch = new Batch();

    @Test
    void aRowGoesFromItsFirstStateToItsLast() {
        batch.add(Changes.subtask(JOB, 0, SubtaskState.PENDING, SubtaskState.READY, 0), 1);
        batch.add(Changes.subtask(JOB, 0, SubtaskState.READY, SubtaskState.RUNNING, 1), 1);
        batch.add(Changes.subtask(JOB, 1, SubtaskState.PENDING, SubtaskState.READY, 0), 1);
        batch.add(Changes.job(JOB, JobState.QUEUED, JobState.RUNNING), 1);
        batch.add(Changes.job(JOB, JobState.RUNNING, JobState.FAILED), 1);

        assertThat(batch.subtasks())
                .containsExactly(
                        Changes.subtask(JOB, 0, SubtaskState.PENDING, SubtaskState.RUNNING, 1),
                        Changes.subtask(JOB, 1, SubtaskState.PENDING, SubtaskState.READY, 0));
        assertThat(batch.jobs())
                .containsExactly(Changes.job(JOB, JobState.QUEUED, JobState.FAILED));
    }

    @Test
    void theLastWordOnAnAttemptIsWritten() {
        batch.add(Changes.running(ATTEMPT), 1);
        batch.add(Changes.succeeded(ATTEMPT, null), 1);

        assertThat(batch.attempts()).containsExactly(Changes.succeeded(ATTEMPT, null));
    }

    @Test
    void theChangesOfOneJobCanBeTakenOut() {
        fill(JOB, 3);
        fill(OTHER, 4);

        var only = batch.only(OTHER);

        assertThat(only.fences()).containsOnlyKeys(OTHER).containsEntry(OTHER, 4L);
        assertThat(only.events()).hasSize(1);
        assertThat(only.started()).hasSize(1);
        assertThat(only.effects(Set.of())).isEmpty();
    }

    @Test
    void aRemovedJobLeavesNothingBehind() {
        var ran = new ArrayList<JobId>();
        fill(JOB, 3);
        batch.afterwards(JOB, () -> ran.add(JOB));
        fill(OTHER, 4);
        batch.afterwards(OTHER, () -> ran.add(OTHER));

        batch.remove(JOB);
        batch.effects(Set.of()).forEach(Runnable::run);

        assertThat(batch.fences()).containsOnlyKeys(OTHER);
        assertThat(batch.events()).allSatisfy(event -> assertThat(event.job()).isEqualTo(OTHER));
        assertThat(batch.started()).hasSize(1);
        assertThat(batch.subtasks()).hasSize(1);
        assertThat(batch.attempts()).hasSize(1);
        assertThat(ran).containsExactly(OTHER);
    }

    @Test
    void effectsOfJobsThatAreNotOursDoNotHappen() {
        var ran = new ArrayList<String>();
        batch.afterwards(JOB, () -> ran.add("first"));
        batch.afterwards(OTHER, () -> ran.add("other"));
        batch.afterwards(JOB, () -> ran.add("second"));

        batch.effects(Set.of(OTHER)).forEach(Runnable::run);

        assertThat(ran).isEqualTo(List.of("first", "second"));
        assertThat(batch.isEmpty()).isFalse();
    }

    @Test
    void onlyEntriesOfLogsAreNotUrgent() {
        var ran = new ArrayList<String>();
        batch.log(Changes.logged(JOB, 1, "x"), 1, () -> ran.add("published"));
        assertThat(batch.isUrgent()).isFalse();

        batch.add(Changes.job(JOB, JobState.QUEUED, JobState.RUNNING), 1);
        assertThat(batch.isUrgent()).isTrue();

        batch.effects(Set.of()).forEach(Runnable::run);
        assertThat(ran).containsExactly("published");
    }

    private void fill(JobId job, long fence) {
        var attempt = new AttemptId(job, "a", 1);
        batch.add(Changes.started(attempt, fence), fence);
        batch.add(Changes.running(attempt), fence);
        batch.add(Changes.subtask(job, 0, SubtaskState.READY, SubtaskState.RUNNING, 1), fence);
        batch.add(Changes.logged(job, 1, "x"), fence);
    }
}
