package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.Subtask;
import dev.codefleet.manager.schedule.RetryPolicy;
import dev.codefleet.manager.schedule.SubtaskDemand;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What attempts of a held job are made for: a subtask of its plan, or its final checks. It has the
 * state, the counts, and what the next attempt starts from. It belongs to the engine's thread.
 */
abstract sealed class Work {
    /** A subtask of the plan. */
    static final class OfSubtask extends Work {
        final int number;

        /**
         * @param number its place in the plan
         */
        OfSubtask(HeldJob.Facts job, int number) {
            super(job, job.subtasks().get(number));
            this.number = number;
        }

        /** The commit that it was accepted with; null before, and without files. */
        @Nullable String commit() {
            return state instanceof Subtask.Succeeded succeeded ? succeeded.commit() : null;
        }
    }

    /** The checks that the merged head must pass: they run as attempts of a reserved key. */
    static final class OfFinalChecks extends Work {
        private static final int PRIORITY = 1;
        private static final Limits LIMITS =
                new Limits(Duration.ofHours(1), 1, 1, null, null, null);

        OfFinalChecks(HeldJob.Facts job) {
            super(job, spec(job.terms().finalChecks()));
        }

        private static PlannedSubtask spec(List<String> checks) {
            return new PlannedSubtask(
                    StoredJob.FINAL_CHECKS_KEY,
                    "Final checks",
                    null,
                    List.of(),
                    PRIORITY,
                    null,
                    List.of(),
                    checks,
                    new Executor.None(),
                    LIMITS,
                    PlannedSubtask.Suggestions.NONE);
        }
    }

    final PlannedSubtask spec;
    final SubtaskDemand demand;

    /** Whether attempts work on the repository's files. */
    final boolean hasFiles;

    Subtask state = new Subtask.Pending();
    int attempts;
    int failures;
    int losses;

    /**
     * The commit that the next attempt starts from; null before that is known, and without files.
     */
    @Nullable String start;

    @Nullable Failure lastFailure;

    /** When it began to wait for a slot, by the monotonic clock. */
    long readyNanos;

    private Work(HeldJob.Facts job, PlannedSubtask spec) {
        this.spec = spec;
        var kind = spec.executor().kind();
        demand = new SubtaskDemand(spec.lane() == null ? job.terms().lane() : spec.lane(), kind);
        hasFiles =
                job.files().repository() != null
                        && (kind != ExecutorKind.NONE || !spec.checks().isEmpty());
    }

    String key() {
        return spec.key();
    }

    /** Counts an attempt that has ended without a result. */
    void failed(Failure failure) {
        lastFailure = failure;
        if (RetryPolicy.isInfrastructure(failure.reason())) {
            losses++;
        } else {
            failures++;
        }
    }
}
