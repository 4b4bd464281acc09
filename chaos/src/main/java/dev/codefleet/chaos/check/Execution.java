package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import org.jspecify.annotations.Nullable;

/**
 * One life of an executor.
 *
 * @param attempt id, {@code <job>.<subtask>.<number>}
 * @param start when it began, by its own clock
 * @param aliveAt when it was last alive for certain, by its own clock
 * @param isDone whether it came to its end, rather than being ended
 */
record Execution(
        long id, String attempt, String programmer, long start, long aliveAt, boolean isDone) {
    private static final long SOON_NANOS = 1_000_000_000L;

    /**
     * @param left null if it was not seen to end
     */
    static Execution of(HistoryEntry.Started started, HistoryEntry.@Nullable Left left) {
        return new Execution(
                started.execution(),
                started.attempt(),
                started.programmer(),
                started.at(),
                left == null ? Long.MAX_VALUE : left.aliveAt(),
                left != null && left.isDone());
    }

    boolean overlaps(Execution other) {
        return start < other.aliveAt && other.start < aliveAt;
    }

    /** Whether it was cut off about then: it last said that it lives just before. */
    boolean isAliveAt(long time) {
        return !isDone && aliveAt <= time + SOON_NANOS && aliveAt >= time - SOON_NANOS;
    }

    int number() {
        return Integer.parseInt(attempt.substring(attempt.lastIndexOf('.') + 1));
    }

    /** The attempt's id without its number. */
    String subtask() {
        return attempt.substring(0, attempt.lastIndexOf('.'));
    }

    @Override
    public String toString() {
        return attempt + " on " + programmer + " (execution " + id + ")";
    }
}
