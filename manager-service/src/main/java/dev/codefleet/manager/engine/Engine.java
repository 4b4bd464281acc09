package dev.codefleet.manager.engine;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.Change;
import dev.codefleet.web.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The one thread that owns all jobs in memory. Everything reaches it as a task in its mailbox;
 * tasks decide and add to the open batch. Whenever the {@link Committer} is idle it is given the
 * open batch and a new one is begun, so that whatever comes while a transaction is under way shares
 * the next one. Entries of logs alone wait a little for something to share a transaction with: when
 * many attempts start at once, each would have one of its own.
 */
public final class Engine implements DelayedExecutor {
    /** Tasks taken between two looks at the committer: bounds what one transaction holds. */
    private static final int MOST_TASKS_AT_ONCE = 512;

    public static final Duration LOG_DELAY = Duration.ofMillis(50);

    private static final Logger LOG = Logger.getLogger(Engine.class);

    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final AtomicInteger awaited = new AtomicInteger();
    private final Committer committer;
    private final Consumer<Error> onError;
    private final Vertx timers;
    private final Ticker ticker;
    private final Thread thread;
    private Batch open = new Batch();
    private long openSinceNanos;
    private Runnable beforeCommit = () -> {};
    private volatile boolean isStopping;

    /**
     * @param onError ends this process: nobody else would notice that nothing goes on here
     */
    public Engine(Committer committer, Consumer<Error> onError, Vertx timers, Ticker ticker) {
        this.committer = committer;
        this.onError = onError;
        this.timers = timers;
        this.ticker = ticker;
        this.thread = Thread.ofPlatform().name("engine").unstarted(this::run);
    }

    /**
     * Runs something on the engine's thread after each round of tasks: dispatches what became
     * possible. To be called before the first round.
     */
    public void beforeCommit(Runnable dispatch) {
        beforeCommit = dispatch;
    }

    public void start() {
        thread.start();
    }

    /** Runs a task on the engine's thread, after all that were given before. */
    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
    }

    @Override
    public long after(Duration delay, Runnable task) {
        return timers.setTimer(Math.max(1, delay.toMillis()), _ -> execute(task));
    }

    /** Runs a delayed task no more, unless its delay is over already. */
    public void cancel(long timer) {
        timers.cancelTimer(timer);
    }

    /**
     * Runs a task on the engine's thread before another batch is handed over: what it takes back
     * must not be written. To be called while the committer is busy. Any thread.
     */
    public void executeBeforeWriting(Runnable task) {
        awaited.incrementAndGet();
        execute(() -> {
            try {
                task.run();
            } finally {
                awaited.decrementAndGet();
            }
        });
    }

    /** Tasks that wait. */
    public int backlog() {
        return mailbox.size();
    }

    /** Whether entries of logs wait for a change. Engine's thread only. */
    public boolean holdsLogEntries() {
        return delayLeft() > 0;
    }

    /** Adds a change to the open batch. Engine's thread only. */
    public void write(Change change, long fence) {
        open().add(change, fence);
    }

    /** Adds an entry of a job's log, which may wait for a change. Engine's thread only. */
    public void log(Change.Logged entry, long fence, Runnable publish) {
        open().log(entry, fence, publish);
    }

    /**
     * Runs an effect on the engine's thread once the open batch is committed. Engine's thread only.
     */
    public void afterCommit(JobId job, Runnable effect) {
        open().afterwards(job, () -> execute(effect));
    }

    /**
     * Publishes something, on the committer's thread, once the open batch is committed: it must
     * touch nothing that belongs to the engine. Engine's thread only.
     */
    public void publishAfterCommit(JobId job, Runnable publish) {
        open().afterwards(job, publish);
    }

    /**
     * Takes back what the open batch holds of a job that is not ours any more. Engine's thread
     * only.
     */
    public void drop(JobId job) {
        open.remove(job);
    }

    /** The same, unless the job is held here under a newer fence by now. Engine's thread only. */
    public void dropUpTo(JobId job, long fence) {
        if (open.fences().getOrDefault(job, Long.MAX_VALUE) <= fence) {
            open.remove(job);
        }
    }

    /** Ends the thread after the tasks that wait now; what they write is committed. */
    public void stop() throws InterruptedException {
        execute(() -> isStopping = true);
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        while (!isStopping || !open.isEmpty()) {
            try {
                turn(next());
            } catch (InterruptedException _) {
                LOG.warn("engine interrupted; it goes on until it is stopped");
            } catch (Error error) {
                onError.accept(error);
                throw error;
            }
        }
    }

    private Batch open() {
        if (open.isEmpty()) {
            openSinceNanos = ticker.nanos();
        }
        return open;
    }

    /** The next task; nothing to do if log entries have waited for one in vain. */
    private Runnable next() throws InterruptedException {
        var left = delayLeft();
        var task = left > 0 ? mailbox.poll(left, TimeUnit.NANOSECONDS) : mailbox.take();
        return task == null ? () -> {} : task;
    }

    /** For how many nanoseconds the open batch may wait for more; 0 or less if not at all. */
    private long delayLeft() {
        return open.isEmpty() || open.isUrgent() || isStopping
                ? 0
                : LOG_DELAY.toNanos() - (ticker.nanos() - openSinceNanos);
    }

    /** One round of tasks. Whoever did not {@link #start} the thread runs the rounds itself. */
    public void turn(Runnable first) {
        var tasks = new ArrayList<Runnable>();
        tasks.add(first);
        mailbox.drainTo(tasks, MOST_TASKS_AT_ONCE);
        tasks.forEach(this::runSafely);
        if (!isStopping) {
            runSafely(beforeCommit);
        }
        if (!open.isEmpty()
                && delayLeft() <= 0
                && mayHandOver()
                && committer.offer(open, this::wake)) {
            open = new Batch();
        }
    }

    /** In this order: once the committer is idle it has nothing more taken back. */
    private boolean mayHandOver() {
        return committer.isIdle() && awaited.get() == 0;
    }

    private void wake() {
        execute(() -> {});
    }

    private void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            LOG.error("engine task failed", bug);
        }
    }
}
