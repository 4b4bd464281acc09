package dev.codefleet.manager.api;

import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobView.Ownership;
import dev.codefleet.manager.job.JobViewStore.Owners;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a caller may do with a job. Whether his role may call an endpoint at all was the
 * gateway's to decide. A caller is null where no gateway named one: then everybody may do
 * everything. Pure.
 */
final class JobRights {
    private JobRights() {}

    /** Whether he may know of the job: it is his own, or of one of his projects. */
    static boolean sees(@Nullable Caller caller, Ownership job) {
        return caller == null
                || caller.isOperator()
                || caller.projects().isEmpty()
                || caller.key().equals(job.submittedBy())
                || (job.project() != null && caller.projects().contains(job.project()));
    }

    /** Whether he may cancel, resume and delete it: it is his own, or he is an operator. */
    static boolean controls(@Nullable Caller caller, Ownership job) {
        return caller == null || caller.isOperator() || caller.key().equals(job.submittedBy());
    }

    /** Whose jobs he may know of; null for those of all. */
    static @Nullable Owners visible(@Nullable Caller caller) {
        return caller == null || caller.isOperator() || caller.projects().isEmpty()
                ? null
                : new Owners(caller.key(), caller.projects());
    }
}
