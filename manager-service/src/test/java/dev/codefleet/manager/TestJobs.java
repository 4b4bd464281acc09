package dev.codefleet.manager;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.job.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Jobs and what belongs to them, as tests need them. */
public final class TestJobs {
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestJobs() {}

    public static JobId id() {
        return new JobId("job%06d".formatted(COUNT.incrementAndGet()));
    }

    /** A subtask that does nothing. */
    public static PlannedSubtask subtask(String key, String... dependsOn) {
        return subtask(key, 3, dependsOn);
    }

    public static PlannedSubtask subtask(String key, int maxAttempts, String... dependsOn) {
        var limits = new Limits(Duration.ofMinutes(10), 1, maxAttempts, null, null, null);
        return new PlannedSubtask(
                key,
                "Title of " + key,
                null,
                List.of(dependsOn),
                3,
                null,
                List.of(),
                List.of(),
                new Executor.None(),
                limits,
                PlannedSubtask.Suggestions.NONE);
    }

    public static NewJob job(PlannedSubtask... subtasks) {
        return job(id(), List.of(subtasks));
    }

    /** A job that a key has submitted. */
    public static NewJob jobOf(String key, PlannedSubtask... subtasks) {
        var job = job(subtasks);
        return new NewJob(
                job.id(),
                job.plan(),
                job.repository(),
                job.ref(),
                job.lane(),
                job.maxWorkers(),
                job.delivery(),
                job.idempotencyKey(),
                job.requestSha256(),
                job.createdAt(),
                new JobView.Ownership(key, null));
    }

    public static NewJob job(JobId id, List<PlannedSubtask> subtasks) {
        return job(id, subtasks, null, null);
    }

    public static NewJob job(
            JobId id,
            List<PlannedSubtask> subtasks,
            @Nullable Integer maxWorkers,
            @Nullable String idempotencyKey) {
        return job(id, subtasks, null, maxWorkers, idempotencyKey);
    }

    /** A job with a limit of its own. */
    public static NewJob within(Duration timeout, PlannedSubtask... subtasks) {
        var job = job(subtasks);
        return new NewJob(
                job.id(),
                plan(timeout, List.of(), subtasks),
                job.repository(),
                job.ref(),
                job.lane(),
                job.maxWorkers(),
                job.delivery(),
                job.idempotencyKey(),
                job.requestSha256(),
                job.createdAt());
    }

    public static Plan plan(
            Duration timeout, List<String> finalChecks, PlannedSubtask... subtasks) {
        return new Plan(1, "Title", timeout, finalChecks, List.of(subtasks));
    }

    /** A job on a repository's default branch. */
    public static NewJob jobOn(String repository, PlannedSubtask... subtasks) {
        return job(id(), List.of(subtasks), repository, null, null);
    }

    /** A job whose result is to be brought to its repository. */
    public static NewJob jobFor(String repository, PlannedSubtask... subtasks) {
        var job = jobOn(repository, subtasks);
        return new NewJob(
                job.id(),
                job.plan(),
                job.repository(),
                job.ref(),
                job.lane(),
                job.maxWorkers(),
                Delivery.BRANCH,
                job.idempotencyKey(),
                job.requestSha256(),
                job.createdAt());
    }

    private static NewJob job(
            JobId id,
            List<PlannedSubtask> subtasks,
            @Nullable String repository,
            @Nullable Integer maxWorkers,
            @Nullable String idempotencyKey) {
        return new NewJob(
                id,
                new Plan(1, "Title", Duration.ofDays(1), List.of(), subtasks),
                repository,
                null,
                Lane.CODE,
                maxWorkers,
                Delivery.DOWNLOAD,
                idempotencyKey,
                new byte[] {1, 2, 3},
                NOW);
    }

    public static Receipt receipt(
            AttemptId attempt, AttemptState state, @Nullable Failure failure) {
        return receipt(attempt, state, null, null, List.of(), failure);
    }

    public static Receipt receipt(
            AttemptId attempt,
            AttemptState state,
            @Nullable String base,
            @Nullable String commit,
            List<CheckResult> checks,
            @Nullable Failure failure) {
        return new Receipt(
                attempt,
                state,
                new Receipt.Execution(
                        new AgentId("programmer-1"),
                        ExecutorKind.NONE,
                        "none",
                        "not held",
                        null,
                        null),
                new Receipt.Commits(base, commit),
                2,
                new Receipt.Changes(3, 40, 5, List.of()),
                new Receipt.Times(NOW, NOW.plusMillis(100), 100, 70, 30),
                new Receipt.Cost(null, null),
                checks,
                List.of(),
                failure);
    }
}
