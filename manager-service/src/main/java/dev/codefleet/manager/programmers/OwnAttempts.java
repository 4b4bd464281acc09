package dev.codefleet.manager.programmers;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import java.util.LinkedHashSet;
import java.util.function.Predicate;

/**
 * Tells which attempts in a programmer's beat are this manager's own. Those of a job that has just
 * ended are: the beat may be older than the end, and its slots are free again. It belongs to the
 * engine's thread.
 */
public final class OwnAttempts implements Predicate<String> {
    private static final int MOST_ENDED = 10_000;

    private final Predicate<JobId> isHeld;
    private final LinkedHashSet<JobId> ended = new LinkedHashSet<>();

    public OwnAttempts(Predicate<JobId> isHeld) {
        this.isHeld = isHeld;
    }

    /** A job that was held has ended here. */
    public void ended(JobId job) {
        ended.add(job);
        if (ended.size() > MOST_ENDED) {
            ended.removeFirst();
        }
    }

    @Override
    public boolean test(String attempt) {
        try {
            var job = AttemptId.parse(attempt).job();
            return isHeld.test(job) || ended.contains(job);
        } catch (IllegalArgumentException foreign) {
            return false;
        }
    }
}
