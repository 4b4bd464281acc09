package dev.codefleet.benchmarks.plan;

import java.time.Duration;
import java.util.List;

/**
 * A piece of work.
 *
 * @param length how long it takes whoever does it
 * @param after keys of the steps that must be done before
 * @param priority 1 (first) to 5 (last)
 */
public record Step(String key, Duration length, List<String> after, int priority) {
    static final int NORMAL = 3;

    /** One of normal priority. */
    static Step of(String key, Duration length, List<String> after) {
        return new Step(key, length, after, NORMAL);
    }
}
