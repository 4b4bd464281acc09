package dev.codefleet.manager.feed;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobViewStore;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.web.EventStream;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * One reader's way through a job's log: first what the database has, at the reader's pace, then
 * what is committed from then on. A reader that falls behind what is committed is given the
 * database's entries again, so that nobody waits for it, it misses nothing, and little is held for
 * it. The feed is told of commits before the database is read, so nothing falls between the two;
 * what comes twice is sent once.
 *
 * <p>The stream's last word is an event {@code end}, which says whether that was all. It has the
 * form of the log's entries and the number of the last one, so readers that do not know it take it
 * for one that they have. A stream without it broke.
 */
public final class EventFeed implements CommittedEvents.Follower {
    private static final Logger LOG = Logger.getLogger(EventFeed.class);
    private static final int PAGE = 500;

    private final JobId job;
    private final EventStream stream;
    private final JobHolder active;
    private final InstantSource clock;

    // Guarded by this.
    private long last;

    /** Whether the database has, or may have, entries that were not read yet. */
    private boolean isBehind;

    private boolean isCaughtUp;
    private boolean isOver;

    /** Number of the entry that the job has ended with; 0 as long as that was not told. */
    private long end;

    /**
     * @param after the entry that the reader has already; 0 for none
     */
    public EventFeed(
            JobId job, EventStream stream, JobHolder active, InstantSource clock, long after) {
        this.job = job;
        this.stream = stream;
        this.active = active;
        this.clock = clock;
        this.last = after;
    }

    /**
     * Sends what is there and ends the stream, or goes on if {@code follow} is set. Blocks until
     * the stream is over.
     */
    public void run(JobViewStore store, CommittedEvents events, boolean follow) {
        var unfollow = follow ? events.follow(job, this) : (Runnable) () -> {};
        stream.done()
                .thenRun(() -> {
                    unfollow.run();
                    over();
                });
        try {
            if (follow) {
                follow(store);
            } else if (sendKept(store)) {
                end("CAUGHT_UP", true);
            }
        } catch (SQLException away) {
            LOG.warnf(
                    "event stream cut, its reader resumes: job=%s cause=%s",
                    job, away.getMessage());
            end("DATABASE_AWAY", false);
        } catch (InterruptedException _) {
            end("STOPPED", false);
        } catch (RuntimeException bug) {
            // Without a last word the stream would stay open, and its reader wait for ever.
            LOG.errorf(bug, "event stream cut, its reader resumes: job=%s", job);
            end("FAILED", false);
        }
    }

    private void follow(JobViewStore store) throws SQLException, InterruptedException {
        if (!sendKept(store)) {
            return;
        }
        if (!active.isHere(job, store)) {
            var state = store.job(job).map(JobView::state);
            // What was logged up to that state.
            if (sendKept(store)) {
                var isEnded = state.filter(JobState::isFinal).isPresent();
                end(isEnded ? "JOB_ENDED" : "MOVED", isEnded);
            }
            return;
        }
        do {
            endWithJob();
        } while (awaitMore() && sendKept(store));
    }

    /**
     * Sends what the database has, as fast as it is read.
     *
     * @return whether the stream goes on
     */
    private boolean sendKept(JobViewStore store) throws SQLException, InterruptedException {
        for (var page = store.events(job, start(), PAGE);
                !page.isEmpty();
                page = store.events(job, start(), PAGE)) {
            for (var event : page) {
                var bytes = encoded(event);
                if (!stream.awaitRoom(bytes) || !send(event, bytes)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Waits for entries that were not sent as they were told. False if the stream is over. */
    private synchronized boolean awaitMore() throws InterruptedException {
        isCaughtUp = !isBehind;
        while (isCaughtUp && !isOver) {
            wait();
        }
        return !isOver;
    }

    /** The reader comes back, and is led to the job's manager. */
    @Override
    public void moved() {
        end("MOVED", false);
    }

    /** An old end may have been followed by a resumption; one that comes now is the end. */
    @Override
    public synchronized void event(JobEvent event) {
        if (isEnd(event)) {
            end = event.seq();
        }
        if (!isCaughtUp) {
            isBehind = true;
            return;
        }
        var bytes = encoded(event);
        if (stream.hasRoomFor(bytes)) {
            send(event, bytes);
            endWithJob();
        } else {
            isCaughtUp = false;
            isBehind = true;
            notifyAll();
        }
    }

    private synchronized boolean send(JobEvent event, byte[] bytes) {
        if (event.seq() <= last) {
            return true;
        }
        if (!stream.send(bytes)) {
            return false;
        }
        last = event.seq();
        return true;
    }

    /** After which entry the next look at the database begins; what is told from now on is new. */
    private synchronized long start() {
        isBehind = false;
        return last;
    }

    private synchronized void endWithJob() {
        if (end > 0 && last >= end) {
            end("JOB_ENDED", true);
        }
    }

    private synchronized void end(String reason, boolean isComplete) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("what", "end");
        body.put("complete", isComplete);
        body.put("reason", reason);
        body.put("last_event_id", Long.toString(last));
        var word =
                new JobEvent(
                        last, clock.instant(), MessageType.STATUS, active.manager(), null, body);
        stream.end(new SseEvent(null, "end", Json.text(word)));
        over();
    }

    private synchronized void over() {
        isOver = true;
        notifyAll();
    }

    private static byte[] encoded(JobEvent event) {
        return EventStream.encoded(
                new SseEvent(
                        Long.toString(event.seq()),
                        event.type().name().toLowerCase(Locale.ROOT),
                        Json.text(event)));
    }

    private static boolean isEnd(JobEvent event) {
        return "job".equals(event.body().get("what"))
                && JobState.valueOf(String.valueOf(event.body().get("state"))).isFinal();
    }
}
