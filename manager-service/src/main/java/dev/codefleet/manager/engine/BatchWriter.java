package dev.codefleet.manager.engine;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.BatchStore;
import dev.codefleet.manager.sql.DatabaseErrors;
import dev.codefleet.web.RareLog;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * One batch on its way into the database. While the database is away it is tried again, until it is
 * written or the lease is over; then its jobs are given up, for others hold them by now. A batch
 * that the database refuses for what it says is written again job by job, so that one job's fault
 * stays its own.
 */
final class BatchWriter {
    private static final Logger LOG = Logger.getLogger(BatchWriter.class);

    private final BatchStore store;
    private final BooleanSupplier mayWrite;
    private final RareLog trouble;
    private final ArrayDeque<Batch> left = new ArrayDeque<>();
    private final Set<JobId> notOurs = new HashSet<>();

    /**
     * @param mayWrite whether the manager's lease still holds
     * @param trouble of all batches: they are tried five times a second
     */
    BatchWriter(Batch batch, BatchStore store, BooleanSupplier mayWrite, RareLog trouble) {
        this.store = store;
        this.trouble = trouble;
        this.mayWrite = mayWrite;
        if (!batch.fences().isEmpty()) {
            left.add(batch);
        }
    }

    /**
     * Writes as much as the database lets it.
     *
     * @return whether nothing is left to be written; else the database is away
     */
    boolean step() {
        while (!left.isEmpty()) {
            var batch = left.element();
            try {
                notOurs.addAll(store.commit(batch));
                trouble.over();
            } catch (SQLException failure) {
                if (BatchStore.isRefusal(failure)) {
                    refused(batch, failure);
                    continue;
                }
                if (mayWrite.getAsBoolean()) {
                    trouble.tell(
                            DatabaseErrors.words(failure) + ", batch waits", failure.getMessage());
                    return false;
                }
                LOG.warnf(
                        "lease is over, batch dropped: jobs=%d cause=%s",
                        batch.fences().size(), failure.getMessage());
                notOurs.addAll(batch.fences().keySet());
            }
            left.remove();
        }
        return true;
    }

    /** The jobs that are not ours any more, or whose rows refuse what memory says of them. */
    Set<JobId> notOurs() {
        return notOurs;
    }

    private void refused(Batch batch, SQLException cause) {
        left.remove();
        var jobs = batch.fences().keySet();
        if (jobs.size() == 1) {
            LOG.errorf(cause, "database refuses a change, job dropped: job=%s", jobs);
            notOurs.addAll(jobs);
        } else {
            jobs.forEach(job -> left.add(batch.only(job)));
        }
    }
}
