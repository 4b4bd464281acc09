package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestJobs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes as tests need them. */
public final class Changes {
    static final Failure FAILURE = Failure.of(FailureReason.CHECK_FAILED, "a check failed");

    private Changes() {}

    public static Change.OfJob job(JobId job, JobState from, JobState to) {
        return new Change.OfJob(
                job,
                from,
                to,
                null,
                null,
                4,
                1_000,
                to == JobState.FAILED ? FAILURE : null,
                false,
                to.isFinal() ? TestJobs.NOW.plusMillis(500) : null,
                null);
    }

    /** Of the first "a", of the second "b". */
    public static String key(int ordinal) {
        return String.valueOf((char) ('a' + ordinal));
    }

    /** Of a subtask that has the key of its place. */
    public static Change.OfSubtask subtask(
            JobId job, int ordinal, SubtaskState from, SubtaskState to, int attempts) {
        return new Change.OfSubtask(
                job,
                ordinal,
                key(ordinal),
                from,
                to,
                attempts,
                0,
                0,
                null,
                null,
                to == SubtaskState.FAILED ? FAILURE : null);
    }

    public static Change.AttemptStarted started(AttemptId attempt, long fence) {
        return new Change.AttemptStarted(attempt, "programmer-1", fence, TestJobs.NOW);
    }

    public static Change.OfAttempt running(AttemptId attempt) {
        return new Change.OfAttempt(attempt, AttemptState.RUNNING, null, null, null, null, null);
    }

    public static Change.OfAttempt succeeded(AttemptId attempt, @Nullable String log) {
        var receipt = TestJobs.receipt(attempt, AttemptState.SUCCEEDED, null);
        return new Change.OfAttempt(
                attempt, AttemptState.SUCCEEDED, TestJobs.NOW, null, receipt, null, log);
    }

    public static Change.OfAttempt lost(AttemptId attempt) {
        return new Change.OfAttempt(
                attempt, AttemptState.LOST, TestJobs.NOW, FAILURE, null, null, null);
    }

    public static Change.Logged logged(JobId job, long seq, String message) {
        Map<String, Object> body = Map.of("what", "progress", "message", message);
        return new Change.Logged(
                job, new JobEvent(seq, TestJobs.NOW, MessageType.STATUS, "manager-1", null, body));
    }
}
