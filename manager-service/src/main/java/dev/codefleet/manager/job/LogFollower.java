package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes what an attempt prints until it ends, on the thread of its reader. A reader that is far
 * behind is cut off.
 */
final class LogFollower implements StreamingOutput, LiveLogs.Follower {
    private static final int MOST_CHUNKS = 1_000;

    /** What tells the writing thread that nothing more comes. */
    private static final List<String> END = List.of();

    private static final List<String> TOO_SLOW =
            List.of("[The log goes on, but this reader is too far behind: ask for it again.]");

    private final AttemptId attempt;
    private final LiveLogs live;
    private final JobStore store;
    private boolean isTooSlow;
    private final BlockingQueue<List<String>> chunks = new ArrayBlockingQueue<>(MOST_CHUNKS);

    LogFollower(AttemptId attempt, LiveLogs live, JobStore store) {
        this.attempt = attempt;
        this.live = live;
        this.store = store;
    }

    @Override
    public void lines(List<String> lines) {
        if (!lines.isEmpty() && !isTooSlow && !chunks.offer(lines)) {
            isTooSlow = true;
            chunks.clear();
            chunks.add(TOO_SLOW);
            chunks.add(END);
        }
    }

    @Override
    public void end() {
        if (!chunks.offer(END)) {
            chunks.clear();
            chunks.add(END);
        }
    }

    @Override
    public void write(OutputStream output) throws IOException {
        var unfollow = live.follow(attempt, this);
        try {
            if (hasEnded()) {
                end();
            }
            for (var chunk = chunks.take(); !chunk.isEmpty(); chunk = chunks.take()) {
                output.write((String.join("\n", chunk) + "\n").getBytes(StandardCharsets.UTF_8));
                output.flush();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("log of " + attempt + " cut");
        } finally {
            unfollow.run();
        }
    }

    /** Whether the attempt ended before it was followed: then nobody would say so any more. */
    private boolean hasEnded() throws IOException {
        try {
            return store.hasEnded(attempt);
        } catch (SQLException away) {
            throw new IOException("database away", away);
        }
    }
}
