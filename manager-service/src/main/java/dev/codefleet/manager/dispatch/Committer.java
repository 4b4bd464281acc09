package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.BatchStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Writes batches, one after the other, and runs their effects. A batch that cannot be written
 * because the database is away is written again until it can be or the lease is over; then its jobs
 * are given up, for others hold them by now. A batch that the database refuses for what it says is
 * written again job by job, so that one job's fault stays its own.
 */
final class Committer {
    private static final Logger LOG = Logger.getLogger(Committer.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";

    /** Told of each job that is not ours any more, with the fence under which it was. */
    interface Loss {
        void lost(JobId job, long fence);
    }

    private record Work(Batch batch, Runnable done) {}

    private final BlockingQueue<Work> handOver = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean isIdle = new AtomicBoolean(true);
    private final BatchStore store;
    private final BooleanSupplier mayWrite;
    private final Loss lost;
    private final Thread thread;
    private volatile boolean isStopping;

    /**
     * @param mayWrite whether the manager's lease still holds
     */
    Committer(BatchStore store, BooleanSupplier mayWrite, Loss lost) {
        this.store = store;
        this.mayWrite = mayWrite;
        this.lost = lost;
        this.thread = Thread.ofPlatform().name("committer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread once it is idle. */
    void stop() throws InterruptedException {
        isStopping = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    /**
     * Takes a batch if none is being written.
     *
     * @param done runs on the committer's thread when the batch is written and its effects have run
     */
    boolean offer(Batch batch, Runnable done) {
        return isIdle.compareAndSet(true, false) && handOver.offer(new Work(batch, done));
    }

    private void run() {
        while (!isStopping || !handOver.isEmpty()) {
            try {
                var work = handOver.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (work != null) {
                    commitSafely(work);
                }
            } catch (InterruptedException interrupted) {
                LOG.warn("committer interrupted; it goes on until it is stopped");
            }
        }
    }

    private void commitSafely(Work work) throws InterruptedException {
        try {
            commit(work.batch());
        } catch (RuntimeException bug) {
            LOG.error("batch failed, its jobs are given up", bug);
            work.batch().fences().forEach(lost::lost);
        } finally {
            isIdle.set(true);
            work.done().run();
        }
    }

    private void commit(Batch batch) throws InterruptedException {
        var notOurs = batch.fences().isEmpty() ? Set.<JobId>of() : write(batch);
        notOurs.forEach(job -> lost.lost(job, batch.fences().getOrDefault(job, 0L)));
        for (var effect : batch.effects(notOurs)) {
            try {
                effect.run();
            } catch (RuntimeException bug) {
                LOG.error("effect failed", bug);
            }
        }
    }

    private Set<JobId> write(Batch batch) throws InterruptedException {
        while (true) {
            try {
                return store.commit(batch);
            } catch (SQLException failure) {
                if (isRefusal(failure)) {
                    return writeJobByJob(batch, failure);
                }
                if (!mayWrite.getAsBoolean()) {
                    LOG.warnf(
                            "lease is over, batch dropped: jobs=%d cause=%s",
                            batch.fences().size(), failure.getMessage());
                    return batch.fences().keySet();
                }
                LOG.warnf("database away, batch waits: cause=%s", failure.getMessage());
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
    }

    private Set<JobId> writeJobByJob(Batch batch, SQLException cause) throws InterruptedException {
        if (batch.fences().size() == 1) {
            LOG.errorf(
                    cause,
                    "database refuses a change, job dropped: job=%s",
                    batch.fences().keySet());
            return batch.fences().keySet();
        }
        var notOurs = new HashSet<JobId>();
        for (var job : batch.fences().keySet()) {
            notOurs.addAll(write(batch.only(job)));
        }
        return notOurs;
    }

    private static boolean isRefusal(SQLException failure) {
        var state = failure.getSQLState();
        return state != null
                && (state.startsWith(DATA_EXCEPTION) || state.startsWith(INTEGRITY_VIOLATION));
    }
}
