package dev.codefleet.programmer.order;

import dev.codefleet.contract.attempt.AttemptId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Attempts that were ended before their orders came: an order that is late must not run, for its
 * work may be given to somebody else by now. The oldest are forgotten first. Not safe for use by
 * threads.
 */
public final class WithdrawnAttempts {
    private final int max;
    private final Set<AttemptId> attempts = new LinkedHashSet<>();

    public WithdrawnAttempts(int max) {
        this.max = max;
    }

    public void add(AttemptId attempt) {
        if (attempts.add(attempt) && attempts.size() > max) {
            attempts.remove(attempts.iterator().next());
        }
    }

    public boolean contains(AttemptId attempt) {
        return attempts.contains(attempt);
    }
}
