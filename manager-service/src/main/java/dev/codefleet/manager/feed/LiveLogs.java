package dev.codefleet.manager.feed;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest lines that each running attempt has printed, and those who follow them. What is left
 * out is told where it was. More is kept with the report.
 */
@Singleton
public class LiveLogs {
    private static final int MOST_LINES = 500;

    private final ConcurrentHashMap<AttemptId, Live> byAttempt = new ConcurrentHashMap<>();

    private static final class Live {
        private final ArrayDeque<String> lines = new ArrayDeque<>();
        private final List<Follower> followers = new ArrayList<>();
        private long forgotten;

        private List<String> told() {
            var told = new ArrayList<>(lines);
            if (forgotten > 0) {
                told.addFirst(mark("earlier lines left out", forgotten));
            }
            return told;
        }
    }

    /** Reads a running attempt's log; neither method may block. */
    public interface Follower {
        void lines(List<String> lines);

        void end();

        /** The attempt goes on, but is another manager's now: nothing more is heard of it here. */
        void moved();
    }

    /** Adds what an attempt printed. */
    public void append(AttemptId attempt, AttemptEvent.Log log) {
        byAttempt.compute(
                attempt,
                (_, known) -> {
                    var live = known == null ? new Live() : known;
                    var lines = new ArrayList<>(log.lines());
                    if (log.dropped() > 0) {
                        lines.addFirst(mark("lines left out here", log.dropped()));
                    }
                    live.lines.addAll(lines);
                    while (live.lines.size() > MOST_LINES) {
                        live.lines.removeFirst();
                        live.forgotten++;
                    }
                    live.followers.forEach(follower -> follower.lines(lines));
                    return live;
                });
    }

    /** The attempt prints nothing more: its report holds the log now. */
    public void end(AttemptId attempt) {
        remove(attempt, Follower::end);
    }

    /**
     * What a job's attempts print is told to another manager from now on. Also those are told that
     * follow one that has not been heard of here.
     */
    public void moved(JobId job) {
        for (var attempt : byAttempt.keySet()) {
            if (attempt.job().equals(job)) {
                remove(attempt, Follower::moved);
            }
        }
    }

    private void remove(AttemptId attempt, Consumer<Follower> word) {
        var live = byAttempt.remove(attempt);
        if (live != null) {
            live.followers.forEach(word);
        }
    }

    /**
     * Tells a follower what is there, then what comes.
     *
     * @return ends the following
     */
    public Runnable follow(AttemptId attempt, Follower follower) {
        byAttempt.compute(
                attempt,
                (_, known) -> {
                    var live = known == null ? new Live() : known;
                    follower.lines(live.told());
                    live.followers.add(follower);
                    return live;
                });
        return () -> byAttempt.computeIfPresent(attempt, (_, live) -> without(live, follower));
    }

    /**
     * What a running attempt printed last; empty if it is not running here or has printed nothing.
     */
    public List<String> lines(AttemptId attempt) {
        var lines = new ArrayList<String>();
        byAttempt.computeIfPresent(
                attempt,
                (_, live) -> {
                    lines.addAll(live.told());
                    return live;
                });
        return lines;
    }

    static String mark(String what, long count) {
        return String.format(Locale.ROOT, "[%,d %s]", count, what);
    }

    private static @Nullable Live without(Live live, Follower follower) {
        live.followers.remove(follower);
        return live.followers.isEmpty() && live.lines.isEmpty() ? null : live;
    }
}
