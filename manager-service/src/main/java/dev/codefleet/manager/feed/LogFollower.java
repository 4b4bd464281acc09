package dev.codefleet.manager.feed;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.JobStore;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what an attempt prints until it ends, on the thread of its reader. Of what a reader that
 * is far behind has not read yet the oldest lines are left out, and a line in their place says how
 * many.
 */
public final class LogFollower implements StreamingOutput, LiveLogs.Follower {
    static final int MOST_LINES = 10_000;
    static final String MOVED = "[the job has moved to another manager: ask for the log again]";

    private final AttemptId attempt;
    private final LiveLogs live;
    private final JobStore store;
    private final Holding holding;

    /** Says whether this manager hears what an attempt prints. */
    public interface Holding {
        boolean isHere(JobId job) throws SQLException;
    }

    // Guarded by this.
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    private long leftOut;
    private boolean hasEnded;

    public LogFollower(AttemptId attempt, LiveLogs live, JobStore store, Holding holding) {
        this.attempt = attempt;
        this.live = live;
        this.store = store;
        this.holding = holding;
    }

    @Override
    public synchronized void lines(List<String> lines) {
        waiting.addAll(lines);
        while (waiting.size() > MOST_LINES) {
            waiting.removeFirst();
            leftOut++;
        }
        notifyAll();
    }

    @Override
    public synchronized void end() {
        hasEnded = true;
        notifyAll();
    }

    /** Otherwise this end would look like that of the log. */
    @Override
    public synchronized void moved() {
        waiting.add(MOVED);
        end();
    }

    @Override
    public void write(OutputStream output) throws IOException {
        var unfollow = live.follow(attempt, this);
        try {
            // What happened before it was followed, nobody will tell any more.
            if (hasEnded()) {
                end();
            } else if (!isHere()) {
                // It may have ended since it was looked at, and with it the job.
                if (hasEnded()) {
                    end();
                } else {
                    moved();
                }
            }
            for (var lines = take(); !lines.isEmpty(); lines = take()) {
                output.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
                output.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("log of " + attempt + " cut");
        } finally {
            unfollow.run();
        }
    }

    /** All lines that wait, once there are some; none if nothing more comes. */
    private synchronized List<String> take() throws InterruptedException {
        while (waiting.isEmpty() && !hasEnded) {
            wait();
        }
        var lines = new ArrayList<String>(waiting.size() + 1);
        if (leftOut > 0) {
            lines.add(LiveLogs.mark("lines left out here", leftOut));
            leftOut = 0;
        }
        lines.addAll(waiting);
        waiting.clear();
        return lines;
    }

    private boolean isHere() throws IOException {
        try {
            return holding.isHere(attempt.job());
        } catch (SQLException away) {
            throw new IOException("database away", away);
        }
    }

    private boolean hasEnded() throws IOException {
        try {
            return store.hasEnded(attempt);
        } catch (SQLException away) {
            throw new IOException("database away", away);
        }
    }
}
