package dev.codefleet.manager.engine;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.BatchStore;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes batches, one after the other, and runs their effects. */
public final class Committer {
    private static final Logger LOG = Logger.getLogger(Committer.class);

    /** Between two tries while the database is away. */
    public static final Duration PAUSE = Duration.ofMillis(200);

    /** Told of each job that is not ours any more, with the fence under which it was. */
    public interface Loss {
        void lost(JobId job, long fence);
    }

    private record Work(Batch batch, Runnable done) {}

    private record Underway(Batch batch, BatchWriter writing, Runnable done) {}

    private final BlockingQueue<Work> handOver = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean isIdle = new AtomicBoolean(true);
    private final BatchStore store;
    private final BooleanSupplier mayWrite;
    private final Loss lost;
    private final Consumer<Error> onError;
    private final RareLog trouble = new RareLog(LOG, Ticker.system());
    private final Thread thread;

    /** Null between batches. Used by the committer's thread only. */
    private @Nullable Underway writing;

    private volatile boolean isStopping;

    /**
     * @param mayWrite whether the manager's lease still holds
     * @param onError ends this process: nobody else would notice that nothing is written any more
     */
    public Committer(
            BatchStore store, BooleanSupplier mayWrite, Loss lost, Consumer<Error> onError) {
        this.store = store;
        this.mayWrite = mayWrite;
        this.lost = lost;
        this.onError = onError;
        this.thread = Thread.ofPlatform().name("committer").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Ends the thread once it is idle. */
    public void stop() throws InterruptedException {
        isStopping = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    /**
     * Takes a batch if none is being written.
     *
     * @param done runs on the committer's thread when the batch is written and its effects have run
     */
    public boolean offer(Batch batch, Runnable done) {
        return isIdle.compareAndSet(true, false) && handOver.offer(new Work(batch, done));
    }

    /** Whether nothing is being written. */
    public boolean isIdle() {
        return isIdle.get();
    }

    private void run() {
        while (!isStopping || writing != null || !handOver.isEmpty()) {
            try {
                if (writing == null) {
                    writing = next(handOver.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
                } else if (!step()) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                }
            } catch (InterruptedException _) {
                LOG.warn("committer interrupted; it goes on until it is stopped");
            } catch (Error error) {
                onError.accept(error);
                throw error;
            }
        }
    }

    /**
     * Goes on with what was handed over, as far as the database lets it. Whoever did not {@link
     * #start} the thread takes the steps itself.
     *
     * @return false if the database is away: the next step is for after {@link #PAUSE}
     */
    public boolean step() {
        var work = writing == null ? next(handOver.poll()) : writing;
        writing = work;
        if (work == null) {
            return true;
        }
        try {
            if (!work.writing().step()) {
                return false;
            }
            commitEffects(work);
        } catch (RuntimeException bug) {
            LOG.error("batch failed, its jobs are given up", bug);
            work.batch().fences().forEach(lost::lost);
        }
        writing = null;
        isIdle.set(true);
        work.done().run();
        return true;
    }

    private @Nullable Underway next(@Nullable Work work) {
        return work == null
                ? null
                : new Underway(
                        work.batch(),
                        new BatchWriter(work.batch(), store, mayWrite, trouble),
                        work.done());
    }

    private void commitEffects(Underway work) {
        var batch = work.batch();
        var notOurs = work.writing().notOurs();
        notOurs.forEach(job -> lost.lost(job, batch.fences().getOrDefault(job, 0L)));
        for (var effect : batch.effects(notOurs)) {
            try {
                effect.run();
            } catch (RuntimeException bug) {
                LOG.error("effect failed", bug);
            }
        }
    }
}
