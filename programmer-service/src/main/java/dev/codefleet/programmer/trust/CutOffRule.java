package dev.codefleet.programmer.trust;

import java.time.Duration;
import java.util.Optional;

/**
 * The rule by which an attempt stops itself, so that it is over before anybody else is given its
 * work: the manager that gives an attempt up waits longer than this.
 *
 * <p>It goes on while a manager follows it or followed it a moment ago. With the registries alone,
 * which keep others from taking the work over, it goes on for a while: nobody may want it any more.
 *
 * @param cutOffAfter without manager and registries
 * @param unwantedAfter without manager
 */
public record CutOffRule(Duration cutOffAfter, Duration unwantedAfter) {
    public CutOffRule {
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
     * How long an attempt may still go on if nothing more is heard; zero or less when it must stop.
     *
     * @param unfollowed how long ago that was sent which a manager has heard last
     * @param unwanted how long ago a manager showed that it wants the attempt
     * @param registriesHeard how long ago the newest beat was sent that a majority has
     *     acknowledged; empty for never
     */
    public Duration left(
            Duration unfollowed, Duration unwanted, Optional<Duration> registriesHeard) {
        var byManager = cutOffAfter.minus(unfollowed);
        if (registriesHeard.isEmpty()) {
            return byManager;
        }
        var byRegistries = cutOffAfter.minus(registriesHeard.get());
        return longer(byManager, shorter(byRegistries, unwantedAfter.minus(unwanted)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
