package dev.codefleet.manager.lease;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.manager.job.StoredJobStore;
import dev.codefleet.manager.sql.DatabaseErrors;
import dev.codefleet.web.RareLog;
import dev.codefleet.web.Ticker;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import org.jboss.logging.Logger;

/**
 * Looks for jobs that nobody holds: those of this manager's earlier lives, and those whose owner's
 * lease has expired.
 *
 * <p>Not thread-safe: one thread at a time runs it.
 */
@Singleton
public class Takeover {
    private static final Logger LOG = Logger.getLogger(Takeover.class);
    private static final int BATCH = 20;
    private static final int RUNS_BETWEEN_TRIES = 100;

    private final RareLog trouble = new RareLog(LOG, Ticker.system());

    /** Takes up a job that is ours now. */
    public interface Taker {
        void take(StoredJob job) throws SQLException;

        /** Whether a job was taken up before. */
        default boolean holds(JobId job) {
            return false;
        }
    }

    private final TakeoverStore store;
    private final StoredJobStore jobs;

    /** Claimed and not taken up yet. Nobody else will: the rows say that they are ours. */
    private final Queue<TakeoverStore.Claimed> claimed = new ArrayDeque<>();

    /** Claimed, but what is stored of them cannot be read: it may be of a newer version. */
    private final Queue<TakeoverStore.Claimed> unreadable = new ArrayDeque<>();

    private int runs;

    /** Whether an answer was lost: jobs may be ours by their rows, and nobody knows. */
    private boolean isInDoubt;

    Takeover(TakeoverStore store, StoredJobStore jobs) {
        this.store = store;
        this.jobs = jobs;
    }

    /**
     * Takes over all there is, a few at a time so that several managers share them. What the
     * database kept from being taken up is taken up by the next run.
     *
     * @param fence of this manager's lease
     * @param taker told of each job, on this thread
     */
    public void run(String manager, long fence, Collection<Lane> lanes, Taker taker) {
        try {
            if (isInDoubt) {
                found(manager, notHeld(store.ours(manager, fence), taker));
                isInDoubt = false;
            }
            takeUp(taker);
            int found = BATCH;
            while (found == BATCH) {
                isInDoubt = true;
                var jobs = store.claim(manager, fence, lanes, BATCH);
                isInDoubt = false;
                found = jobs.size();
                found(manager, jobs);
                takeUp(taker);
            }
            trouble.over();
        } catch (SQLException away) {
            trouble.tell(
                    "takeover waits, " + DatabaseErrors.words(away) + ": agent=" + manager,
                    away.getMessage());
        }
    }

    private void found(String manager, List<TakeoverStore.Claimed> jobs) {
        jobs.forEach(job ->
                LOG.infof(
                        "job taken over: job=%s agent=%s fence=%d",
                        job.job(), manager, job.fence()));
        claimed.addAll(jobs);
    }

    private static List<TakeoverStore.Claimed> notHeld(
            List<TakeoverStore.Claimed> jobs, Taker taker) {
        return jobs.stream().filter(job -> !taker.holds(job.job())).toList();
    }

    /** Has a job taken up again that is still ours, as its rows say. */
    public void takeUpAgain(JobId job, long fence) {
        claimed.add(new TakeoverStore.Claimed(job, fence));
    }

    private void takeUp(Taker taker) throws SQLException {
        if (++runs % RUNS_BETWEEN_TRIES == 0) {
            claimed.addAll(unreadable);
            unreadable.clear();
        }
        while (!claimed.isEmpty()) {
            var next = claimed.element();
            try {
                takeUp(next, taker);
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "job cannot be taken up as yet: job=%s", next.job());
                unreadable.add(next);
            }
            claimed.remove();
        }
    }

    private void takeUp(TakeoverStore.Claimed next, Taker taker) throws SQLException {
        var job =
                jobs.load(next.job())
                        .filter(stored ->
                                stored.fence() == next.fence() && !stored.state().isFinal());
        if (job.isPresent()) {
            taker.take(job.get());
        }
    }
}
