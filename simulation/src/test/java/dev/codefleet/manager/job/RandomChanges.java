package dev.codefleet.manager.job;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Jobs, and changes to their rows: such as a manager writes, and such as nobody should. */
public final class RandomChanges {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final int KEYS = 3;

    private final SplittableRandom random;
    private final List<JobId> jobs = new ArrayList<>();

    public RandomChanges(SplittableRandom random) {
        this.random = random;
    }

    public List<JobId> jobs() {
        return jobs;
    }

    /** A job that was made before, or one that never was. */
    public JobId known() {
        return jobs.isEmpty() ? new JobId("nosuchjob") : jobs.get(random.nextInt(jobs.size()));
    }

    public NewJob job() {
        var id = new JobId("job%04d".formatted(jobs.size() + 1));
        jobs.add(id);
        return new NewJob(
                id,
                new Plan(
                        1,
                        "Title",
                        Duration.ofHours(2),
                        List.of(),
                        List.of(subtask("s0"), subtask("s1"), subtask("s2", "s0"))),
                null,
                null,
                Lane.CODE,
                random.nextBoolean() ? 2 : null,
                Delivery.DOWNLOAD,
                random.nextInt(3) == 0 ? null : "key-" + random.nextInt(6),
                new byte[] {(byte) random.nextInt(2)},
                NOW);
    }

    /** A few changes that belong into one transaction. */
    public List<Change> changes(JobId job) {
        return IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(_ -> change(job)).toList();
    }

    public static Batch batch(List<Change> changes, long fence) {
        var batch = new Batch();
        changes.forEach(change -> batch.add(change, fence));
        return batch;
    }

    private Change change(JobId job) {
        var attempt = new AttemptId(job, "s" + random.nextInt(KEYS), 1 + random.nextInt(3));
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Change.AttemptStarted(attempt, programmer(), 1, NOW);
            case 2 -> new Change.AttemptMoved(attempt, programmer());
            case 3, 4 -> attempt(attempt);
            case 5 -> job(job);
            case 6 -> new Change.Logged(job, event());
            default -> subtask(job);
        };
    }

    private Change attempt(AttemptId attempt) {
        var to = oneOf(AttemptState.values());
        boolean isOpen = to == AttemptState.DISPATCHED || to == AttemptState.RUNNING;
        return new Change.OfAttempt(
                attempt,
                to,
                isOpen == mostly() ? null : NOW,
                null,
                to == AttemptState.SUCCEEDED && mostly() ? receipt(attempt) : null,
                null,
                null);
    }

    private Change subtask(JobId job) {
        var to = oneOf(SubtaskState.values());
        int ordinal = random.nextInt(KEYS);
        boolean hasFailed = to == SubtaskState.FAILED || to == SubtaskState.SKIPPED;
        return new Change.OfSubtask(
                job,
                ordinal,
                "s" + ordinal,
                oneOf(SubtaskState.values()),
                to,
                mostly() ? 1 : 0,
                0,
                random.nextInt(3),
                (to == SubtaskState.READY && random.nextBoolean()) || !mostly() ? NOW : null,
                to == SubtaskState.SUCCEEDED || !mostly() ? "abc" : null,
                hasFailed && mostly() ? failure() : null);
    }

    private Change job(JobId job) {
        var to = oneOf(JobState.values());
        boolean hasFailed = to == JobState.FAILED || to == JobState.CANCELLED;
        return new Change.OfJob(
                job,
                oneOf(JobState.values()),
                to,
                null,
                null,
                random.nextInt(9),
                random.nextInt(99),
                hasFailed && mostly() ? failure() : null,
                random.nextBoolean(),
                to.isFinal() == mostly() ? NOW : null,
                null);
    }

    private JobEvent event() {
        return new JobEvent(
                1 + random.nextInt(50), NOW, MessageType.STATUS, "me", null, Map.of("a", 1));
    }

    private static Failure failure() {
        return Failure.of(FailureReason.CHECK_FAILED, "It failed.");
    }

    private String programmer() {
        return "programmer-" + random.nextInt(3);
    }

    private boolean mostly() {
        return random.nextInt(8) > 0;
    }

    private <T> T oneOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Receipt receipt(AttemptId attempt) {
        return new Receipt(
                attempt,
                AttemptState.SUCCEEDED,
                new Receipt.Execution(
                        new AgentId("programmer-1"), ExecutorKind.NONE, "none", null, null, null),
                new Receipt.Commits(null, null),
                1,
                new Receipt.Changes(0, 0, 0, List.of()),
                new Receipt.Times(NOW, NOW, 100, 70, 30),
                new Receipt.Cost(null, null),
                List.of(),
                List.of(),
                (@Nullable Failure) null);
    }

    private static PlannedSubtask subtask(String key, String... dependsOn) {
        return new PlannedSubtask(
                key,
                "Title",
                null,
                List.of(dependsOn),
                3,
                null,
                List.of(),
                List.of(),
                new Executor.None(),
                new Limits(Duration.ofMinutes(1), 1, 2, null, null, null),
                PlannedSubtask.Suggestions.NONE);
    }
}
