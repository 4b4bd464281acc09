package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.web.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of one job, with the guards of the SQL and the constraints of the schema. */
final class JobRows {
    private static final String UNIQUE = "23505";
    private static final String CHECK = "23514";
    private static final String UNEXPECTED_STATE = "23CF0";

    /** A row of the attempts. */
    record AttemptRow(
            String programmer,
            AttemptState state,
            Instant dispatchedAt,
            @Nullable Instant finishedAt,
            @Nullable Receipt receipt) {}

    final NewJob job;
    final List<StoredJob.StoredSubtask> subtasks = new ArrayList<>();
    final Map<AttemptId, AttemptRow> attempts = new LinkedHashMap<>();
    String owner;
    long fence;
    JobState state = JobState.QUEUED;
    @Nullable Instant finishedAt;
    @Nullable String base;
    @Nullable String head;
    int slots;
    long workMs;
    boolean isCancelRequested;
    @Nullable List<Unschedulable> unschedulable;
    long lastSeq;
    private final Ticker clock;
    private @Nullable Long runningSinceNanos;

    JobRows(NewJob job, String owner, long fence, Ticker clock) {
        this.clock = clock;
        this.job = job;
        this.owner = owner;
        this.fence = fence;
    }

    /** As they are now, to go back to. */
    JobRows copy() {
        var copy = new JobRows(job, owner, fence, clock);
        copy.subtasks.addAll(subtasks);
        copy.attempts.putAll(attempts);
        copy.state = state;
        copy.finishedAt = finishedAt;
        copy.base = base;
        copy.head = head;
        copy.slots = slots;
        copy.workMs = workMs;
        copy.isCancelRequested = isCancelRequested;
        copy.unschedulable = unschedulable;
        copy.lastSeq = lastSeq;
        copy.runningSinceNanos = runningSinceNanos;
        return copy;
    }

    void change(Change.OfAttempt change) throws SQLException {
        var row = attempts.get(change.attempt());
        if (row == null || row.finishedAt() != null) {
            return;
        }
        boolean isFinal =
                change.to() != AttemptState.DISPATCHED && change.to() != AttemptState.RUNNING;
        check(isFinal == (change.finishedAt() != null), CHECK, "final_attempt_has_end");
        check(
                change.to() != AttemptState.SUCCEEDED || change.receipt() != null,
                CHECK,
                "succeeded_attempt_has_receipt");
        check(
                change.to() != AttemptState.SUCCEEDED || accepted(change.attempt()).isEmpty(),
                UNIQUE,
                "one_accepted_attempt");
        attempts.put(
                change.attempt(),
                new AttemptRow(
                        row.programmer(),
                        change.to(),
                        row.dispatchedAt(),
                        change.finishedAt(),
                        change.receipt()));
    }

    private Optional<AttemptId> accepted(AttemptId like) {
        return attempts.entrySet().stream()
                .filter(each -> each.getValue().state() == AttemptState.SUCCEEDED)
                .map(Map.Entry::getKey)
                .filter(each -> each.key().equals(like.key()))
                .findAny();
    }

    void start(Change.AttemptStarted change) throws SQLException {
        if (attempts.containsKey(change.attempt())) {
            return;
        }
        check(
                attempts.entrySet().stream()
                        .noneMatch(each ->
                                each.getKey().key().equals(change.attempt().key())
                                        && each.getValue().finishedAt() == null),
                UNIQUE,
                "one_open_attempt");
        attempts.put(
                change.attempt(),
                new AttemptRow(
                        change.programmer(), AttemptState.DISPATCHED, change.at(), null, null));
    }

    void move(Change.AttemptMoved change) {
        var row = attempts.get(change.attempt());
        if (row != null && row.state() == AttemptState.DISPATCHED) {
            attempts.put(
                    change.attempt(),
                    new AttemptRow(
                            change.programmer(),
                            row.state(),
                            row.dispatchedAt(),
                            row.finishedAt(),
                            row.receipt()));
        }
    }

    void change(Change.OfSubtask change) throws SQLException {
        var row = subtasks.get(change.ordinal());
        check(
                row.spec().key().equals(change.key())
                        && (row.state() == change.from() || row.state() == change.to()),
                UNEXPECTED_STATE,
                "subtask " + row.spec().key() + " is " + row.state());
        boolean hasStarted =
                change.to() == SubtaskState.RUNNING || change.to() == SubtaskState.SUCCEEDED;
        check(!hasStarted || change.attempts() > 0, CHECK, "started_subtask_has_attempt");
        boolean hasFailed =
                change.to() == SubtaskState.FAILED || change.to() == SubtaskState.SKIPPED;
        check(!hasFailed || change.failure() != null, CHECK, "failed_subtask_has_reason");
        check(
                change.notBefore() == null || change.to() == SubtaskState.READY,
                CHECK,
                "only_ready_waits");
        check(
                change.commit() == null || change.to() == SubtaskState.SUCCEEDED,
                CHECK,
                "only_succeeded_has_commit");
        subtasks.set(
                change.ordinal(),
                new StoredJob.StoredSubtask(
                        row.spec(),
                        change.to(),
                        change.attempts(),
                        change.failures(),
                        change.losses(),
                        change.notBefore(),
                        change.commit(),
                        change.failure()));
    }

    void change(Change.OfJob change) throws SQLException {
        check(
                state == change.from() || state == change.to(),
                UNEXPECTED_STATE,
                "job " + job.id() + " is " + state);
        check(change.to().isFinal() == (change.finishedAt() != null), CHECK, "final_job_has_end");
        boolean hasFailed = change.to() == JobState.FAILED || change.to() == JobState.CANCELLED;
        check(!hasFailed || change.failure() != null, CHECK, "failed_job_has_reason");
        check(
                change.to() != JobState.SUCCEEDED
                        || job.repository() == null
                        || change.head() != null,
                CHECK,
                "succeeded_job_has_head");
        state = change.to();
        if (state == JobState.RUNNING && runningSinceNanos == null) {
            runningSinceNanos = clock.nanos();
        }
        finishedAt = change.finishedAt();
        base = change.base();
        head = change.head();
        slots = change.slots();
        workMs = change.workMs();
        isCancelRequested = change.cancelRequested();
        unschedulable = change.unschedulable();
    }

    StoredJob stored() {
        return new StoredJob(
                job.id(),
                fence,
                job.plan().title(),
                new StoredJob.Files(job.repository(), job.ref(), base, head, job.delivery()),
                new StoredJob.Terms(
                        job.lane(),
                        job.maxWorkers(),
                        job.plan().timeout(),
                        job.plan().finalChecks(),
                        job.ownership().submittedBy()),
                state,
                new StoredJob.Standing(
                        slots, workSoFar(), isCancelRequested, lastSeq, finalAttempts(), false),
                new StoredJob.Times(
                        job.createdAt(),
                        runningSinceNanos == null
                                ? null
                                : Duration.ofNanos(clock.nanos() - runningSinceNanos),
                        Duration.ZERO),
                List.copyOf(subtasks),
                open(),
                unschedulable == null ? List.of() : unschedulable);
    }

    List<StoredJob.OpenAttempt> open() {
        return attempts.entrySet().stream()
                .filter(each -> each.getValue().finishedAt() == null)
                .map(each ->
                        new StoredJob.OpenAttempt(
                                each.getKey(),
                                each.getValue().programmer(),
                                each.getValue().state(),
                                each.getValue().dispatchedAt()))
                .sorted(
                        Comparator.comparing(StoredJob.OpenAttempt::dispatchedAt)
                                .thenComparing(open -> open.id().key())
                                .thenComparingInt(open -> open.id().number()))
                .toList();
    }

    /** Of these attempts, those that have ended by then. */
    Map<AttemptId, AttemptState> endedSince(JobRows then) {
        var ended = new LinkedHashMap<AttemptId, AttemptState>();
        attempts.forEach((id, row) -> {
            var later = then.attempts.get(id);
            if (row.finishedAt() == null && later != null && later.finishedAt() != null) {
                ended.put(id, later.state());
            }
        });
        return ended;
    }

    private long workSoFar() {
        return attempts.values().stream()
                .filter(row -> row.state() == AttemptState.SUCCEEDED)
                .map(AttemptRow::receipt)
                .mapToLong(receipt ->
                        receipt == null
                                ? 0
                                : receipt.times().executorMs() + receipt.times().checksMs())
                .sum();
    }

    private int finalAttempts() {
        return attempts.keySet().stream()
                .filter(attempt -> attempt.key().equals("final-checks"))
                .mapToInt(AttemptId::number)
                .max()
                .orElse(0);
    }

    private static void check(boolean holds, String state, String what) throws SQLException {
        if (!holds) {
            throw new SQLException(what, state);
        }
    }
}
