package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Attempts that were ended before their orders came: an order that is late must not run, for its
 * work may be given to somebody else by now. The oldest are forgotten first. Not safe for use by
 * threads.
 */
final class Withdrawn {
    private final int max;
    private final Set<AttemptId> attempts = new LinkedHashSet<>();

    Withdrawn(int max) {
        this.max = max;
    }

    void add(AttemptId attempt) {
        if (attempts.add(attempt) && attempts.size() > max) {
            attempts.remove(attempts.iterator().next());
        }
    }

    boolean contains(AttemptId attempt) {
        return attempts.contains(attempt);
    }
}
