package dev.codefleet.chaos;

import dev.codefleet.chaos.fault.FaultKind;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of a fault run.
 *
 * @param lasts how long faults come
 * @param seed of faults and jobs
 * @param meanPause between the beginnings of two faults
 * @param jobs under way at once
 * @param slots of each programmer
 * @param portOffset added to every port
 * @param settle how long after the last fault every job must have ended
 */
public record ChaosSettings(
        Duration lasts,
        long seed,
        Set<FaultKind> kinds,
        Duration meanPause,
        int jobs,
        int slots,
        int portOffset,
        Duration settle) {

    public ChaosSettings {
        kinds = Set.copyOf(kinds);
    }
}
