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

    /**
     * @param tries so far, 1 or more
     * @return empty if there were enough
     */
    Optional<Duration> after(int tries) {
        if (tries >= most) {
            return Optional.empty();
        }
        return Optional.of(new dev.codefleet.support.Backoff(first, LONGEST).pause(tries));
    }
}
