package dev.codefleet.manager.programmers;

import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * Hands out its members in turn. Who joins, or joins again, waits for all others first. All
 * operations are O(1).
 */
public final class RoundRobin<T> {
    private final LinkedHashSet<T> turn = new LinkedHashSet<>();

    public void join(T member) {
        turn.add(member);
    }

    public void leave(T member) {
        turn.remove(member);
    }

    public boolean isEmpty() {
        return turn.isEmpty();
    }

    /** The member whose turn it is, which goes to the end; empty if there is none. */
    public Optional<T> next() {
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        var next = turn.removeFirst();
        turn.addLast(next);
        return Optional.of(next);
    }
}
