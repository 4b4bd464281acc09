package dev.codefleet.manager.job;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.Json;
import dev.codefleet.web.SseEvent;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * One reader's way through a job's log: first what the database has, then what is committed from
 * then on. The reader is told of commits before the database is read, so nothing falls between the
 * two; what comes twice is sent once.
 */
final class EventFeed implements JobEvents.Follower {
    private static final Logger LOG = Logger.getLogger(EventFeed.class);
    private static final int PAGE = 500;
    private static final int MOST_EARLY = 20_000;

    private final JobId job;
    private final EventStream stream;
    private final ActiveJobs active;
    private final ArrayDeque<JobEvent> early = new ArrayDeque<>();
    private long last;
    private boolean isCaughtUp;

    /**
     * @param after the entry that the reader has already; 0 for none
     */
    EventFeed(JobId job, EventStream stream, ActiveJobs active, long after) {
        this.job = job;
        this.stream = stream;
        this.active = active;
        this.last = after;
    }

    /**
     * Sends what is there and ends the stream, or goes on if {@code follow} is set. Blocks while it
     * reads the database.
     */
    void run(JobViewStore store, JobEvents events, boolean follow) {
        var unfollow = follow ? events.follow(job, this) : (Runnable) () -> {};
        stream.done().thenRun(unfollow);
        try {
            sendKept(store);
            if (follow && isTold(store)) {
                catchUp();
            } else {
                sendKept(store);
                stream.end();
            }
        } catch (SQLException away) {
            LOG.warnf(
                    "event stream cut, its reader resumes: job=%s cause=%s",
                    job, away.getMessage());
            stream.end();
        }
    }

    private void sendKept(JobViewStore store) throws SQLException {
        for (var page = store.events(job, last, PAGE);
                !page.isEmpty();
                page = store.events(job, last, PAGE)) {
            page.forEach(this::send);
        }
    }

    private synchronized void catchUp() {
        early.forEach(this::sendNew);
        early.clear();
        isCaughtUp = true;
    }

    /**
     * Whether this manager will tell what becomes of the job. That its rows name us is not enough:
     * held under an older lease it may be claimed by another manager at this moment, and nobody
     * here would hear of it.
     */
    private boolean isTold(JobViewStore store) throws SQLException {
        var lease = active.leaseFence();
        var held = store.fence(job, active.manager());
        return lease.isPresent() && held.filter(fence -> fence >= lease.get()).isPresent();
    }

    /** The reader comes back, and is led to the job's manager. */
    @Override
    public void moved() {
        stream.end();
    }

    @Override
    public synchronized void event(JobEvent event) {
        if (isCaughtUp) {
            sendNew(event);
        } else if (early.size() < MOST_EARLY) {
            early.add(event);
        } else {
            stream.end();
        }
    }

    private synchronized void send(JobEvent event) {
        if (event.seq() <= last) {
            return;
        }
        last = event.seq();
        stream.send(
                new SseEvent(
                        Long.toString(event.seq()),
                        event.type().name().toLowerCase(Locale.ROOT),
                        Json.text(event)));
    }

    /** An old end may have been followed by a resumption; one that comes now is the end. */
    private void sendNew(JobEvent event) {
        send(event);
        if (isEnd(event)) {
            stream.end();
        }
    }

    private static boolean isEnd(JobEvent event) {
        return "job".equals(event.body().get("what"))
                && JobState.valueOf(String.valueOf(event.body().get("state"))).isFinal();
    }
}
