package dev.codefleet.programmer.trust;

import dev.codefleet.contract.attempt.AttemptId;
import java.time.Duration;
import java.util.Map;

/**
 * A guard that kills an attempt's processes unless it is fed in time, also while this process is
 * paused or after it is gone.
 */
public interface Watchdog {
    /** An attempt goes on for this long after it was fed last, or begun. */
    Duration LONGEST = Duration.ofSeconds(10);

    /** The time by which {@link #feed} counts; to be asked for before the times that are left. */
    long time();

    /**
     * Lets attempts go on.
     *
     * @param asOf the {@link #time} from which on that holds
     * @param left for how long, each; at most {@link #LONGEST} counts
     */
    void feed(long asOf, Map<AttemptId, Duration> left);
}
