package dev.codefleet.gateway.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the manager that a request is sent to next. Each manager gets one try, and a second one
 * after the others if its connection broke: a kept connection may have been closed just when it was
 * used. Pure.
 */
final class ManagerFailover {
    private final ArrayDeque<ManagerAddress> next;
    private final Set<ManagerAddress> broken = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private int left;

    ManagerFailover(List<ManagerAddress> managers, int maxTries) {
        next = new ArrayDeque<>(managers);
        left = maxTries;
    }

    Optional<ManagerAddress> next() {
        if (left == 0 || next.isEmpty()) {
            return Optional.empty();
        }
        left--;
        return Optional.of(next.removeFirst());
    }

    /** It cannot be reached, or broke the connection before it answered. */
    void connectionFailed(ManagerAddress manager) {
        failures.add(manager.id() + " cannot be reached");
        if (broken.add(manager)) {
            next.addLast(manager);
        }
    }

    void timedOut(ManagerAddress manager) {
        failures.add(manager.id() + " did not answer in time");
    }

    /** It answered 503. */
    void unavailable(ManagerAddress manager) {
        failures.add(manager.id() + " is unavailable");
    }

    /** What became of the tries so far, for people. */
    List<String> failures() {
        return failures;
    }
}
