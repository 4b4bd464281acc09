package dev.codefleet.gateway.manager.choice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the manager that a request is sent to next. Each manager gets one try, and a second one
 * after the others if its connection broke: a kept connection may have been closed just when it was
 * used.
 */
public final class ManagerFailover {
    private final ArrayDeque<ManagerAddress> next;
    private final Set<ManagerAddress> broken = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private int left;

    public ManagerFailover(List<ManagerAddress> managers, int maxTries) {
        next = new ArrayDeque<>(managers);
        left = maxTries;
    }

    public Optional<ManagerAddress> next() {
        if (left == 0 || next.isEmpty()) {
            return Optional.empty();
        }
        left--;
        return Optional.of(next.removeFirst());
    }

    /** It cannot be reached, or broke the connection before it answered. */
    public void connectionFailed(ManagerAddress manager) {
        failures.add(manager.id() + " cannot be reached");
        if (broken.add(manager)) {
            next.addLast(manager);
        }
    }

    public void timedOut(ManagerAddress manager) {
        failures.add(manager.id() + " did not answer in time");
    }

    /** It answered 503. */
    public void unavailable(ManagerAddress manager) {
        failures.add(manager.id() + " is unavailable");
    }

    /** What became of the tries so far, for people. */
    public List<String> failures() {
        return failures;
    }
}
