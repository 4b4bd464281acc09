package dev.codefleet.programmer.attempt;

import java.time.Duration;

/**
 * When an attempt stops by itself, so that it is over before anybody else is given its work: the
 * manager that gives an attempt up waits longer than this.
 *
 * <p>It goes on while a manager follows it or followed it a moment ago. With the registries alone,
 * which keep others from taking the work over, it goes on for a while: nobody may want it any more.
 *
 * @param cutOffAfter without manager and registries
 * @param unwantedAfter without manager
 */
record CutOffRule(Duration cutOffAfter, Duration unwantedAfter) {
    CutOffRule {
        if (cutOffAfter.compareTo(unwantedAfter) > 0) {
            throw new IllegalArgumentException(
                    "unwanted-after ("
                            + unwantedAfter
                            + ") is below cut-off-after ("
                            + cutOffAfter
                            + ")");
        }
    }

    /**
     * @param unfollowed how long no manager has followed the attempt; zero while one does
     * @param areRegistriesHeard whether a majority acknowledged a beat sent within {@code
     *     cutOffAfter}
     */
    boolean mustStop(Duration unfollowed, boolean areRegistriesHeard) {
        var limit = areRegistriesHeard ? unwantedAfter : cutOffAfter;
        return unfollowed.compareTo(limit) >= 0;
    }
}
