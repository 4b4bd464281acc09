package dev.codefleet.programmer.attempt;

import dev.codefleet.programmer.execute.StopReason;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Stops the attempts that {@link CutOffRule} says must stop. To be called often and by one thread.
 */
final class CutOffWatch {
    private static final Logger LOG = Logger.getLogger(CutOffWatch.class);

    private final CutOffRule rule;
    private final Attempts attempts;
    private final Predicate<Duration> areRegistriesHeard;
    private final Ticker ticker;

    /**
     * @param areRegistriesHeard whether a majority acknowledged a beat sent within that time
     */
    CutOffWatch(
            CutOffRule rule,
            Attempts attempts,
            Predicate<Duration> areRegistriesHeard,
            Ticker ticker) {
        this.rule = rule;
        this.attempts = attempts;
        this.areRegistriesHeard = areRegistriesHeard;
        this.ticker = ticker;
    }

    void look() {
        var areHeard = areRegistriesHeard.test(rule.cutOffAfter());
        for (var attempt : attempts.running()) {
            var unfollowed = attempt.events().unfollowedFor(ticker.nanos());
            if (rule.mustStop(unfollowed, areHeard)) {
                LOG.warnf(
                        "An attempt is cut off and stopped: attempt=%s unfollowed=%s registries=%s",
                        attempt.id(), unfollowed, areHeard);
                attempt.stop().stop(StopReason.CUT_OFF);
            }
        }
    }
}
