package dev.codefleet.manager.job;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.JobId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The engine as HTTP resources use it: it takes jobs, cancels them and says who holds them. */
public interface JobHolder {
    /** The id of this manager. */
    String manager();

    /**
     * The fence to accept jobs under; empty while this manager may not, for want of a lease or
     * because it is full.
     */
    Optional<Long> fence();

    /**
     * Whether this manager holds as many jobs of one key as it may. Requests that are answered at
     * the same moment may bring a few more.
     */
    boolean isFullFor(String key);

    /** The fence of this manager's lease, full or not; empty while it has none. */
    Optional<Long> leaseFence();

    /**
     * Whether this manager will tell what becomes of an unfinished job. That its rows name us is
     * not enough: held under an older lease it may be claimed by another manager at this moment,
     * and nobody here would hear of it.
     */
    default boolean isHere(JobId job, JobViewStore views) throws SQLException {
        var lease = leaseFence();
        var held = views.fence(job, manager());
        return lease.isPresent() && held.filter(fence -> fence >= lease.get()).isPresent();
    }

    /** Starts a job that was committed under the fence. */
    void begin(NewJob job, long fence);

    /** Looks at once for jobs that nobody holds, as is done now and then anyway. */
    void takeUp();

    /**
     * The answer to a job's commit under the fence was lost: if the job is there, it is taken up.
     */
    void unanswered(JobId job, long fence);

    /** Asks a job to end; completes with whether it is held here, once that is committed. */
    CompletionStage<Boolean> cancel(JobId job);

    /** Ready and running subtasks by lane, with the slots that this manager knows of. */
    CompletionStage<Demand> demand();
}
