package dev.codefleet.manager.dispatch;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait between tries of something that fails for reasons of the moment: twice as long
 * each time, up to half a minute.
 *
 * @param first wait
 * @param most tries
 */
record Backoff(Duration first, int most) {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int LARGEST_EXPONENT = 20;

    /**
     * @param tries so far, 1 or more
     * @return empty if there were enough
     */
    Optional<Duration> after(int tries) {
        if (tries >= most) {
            return Optional.empty();
        }
        var next = first.multipliedBy(1L << Math.min(tries - 1, LARGEST_EXPONENT));
        return Optional.of(next.compareTo(LONGEST) < 0 ? next : LONGEST);
    }
}
