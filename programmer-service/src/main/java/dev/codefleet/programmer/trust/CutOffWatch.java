package dev.codefleet.programmer.trust;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.registryclient.view.TrustWindow;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Stops the attempts that {@link CutOffRule} does not let go on. To be called often and by one
 * thread. What it does not get to because this process is paused comes by itself: the processes of
 * an attempt end by the {@link Watchdog}, and the attempt's stop signal is there once the process
 * runs again.
 */
public final class CutOffWatch {
    /** Before its first look at an attempt, and below the watchdog by more than a look. */
    static final Duration LONGEST = Watchdog.LONGEST.minusSeconds(1);

    private static final Logger LOG = Logger.getLogger(CutOffWatch.class);

    private final CutOffRule rule;
    private final Supplier<? extends Collection<? extends WatchedAttempt>> attempts;
    private final Supplier<Optional<Duration>> registriesHeard;
    private final Watchdog watchdog;
    private final Epochs epochs;
    private final Ticker ticker;

    /**
     * @param attempts gives those that are under way
     * @param registriesHeard how long ago the newest beat was sent that a majority has acknowledged
     */
    public CutOffWatch(
            CutOffRule rule,
            Supplier<? extends Collection<? extends WatchedAttempt>> attempts,
            Supplier<Optional<Duration>> registriesHeard,
            Watchdog watchdog,
            Epochs epochs,
            Ticker ticker) {
        this.rule = rule;
        this.attempts = attempts;
        this.registriesHeard = registriesHeard;
        this.watchdog = watchdog;
        this.epochs = epochs;
        this.ticker = ticker;
    }

    /**
     * How long an attempt may go on until the first look at it. Should this process have been
     * paused since its order was let in, it is over already.
     *
     * @param sentAgo the longest that its order may have been under way
     */
    public static Duration first(Duration sentAgo) {
        var left = TrustWindow.SELF_STOP.minus(sentAgo);
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }

    /** Looks at all attempts that are under way. */
    public void look() {
        epochs.present();
        var running = attempts.get();
        if (running.isEmpty()) {
            return;
        }
        // The times first: should this process be paused from here on, they are the old ones.
        var asOf = watchdog.time();
        var now = ticker.nanos();
        var heard = registriesHeard.get();
        var goOn = new HashMap<AttemptId, Duration>();
        for (var attempt : running) {
            var unfollowed = attempt.contact().unfollowedFor(now);
            var left = rule.left(unfollowed, attempt.contact().unwantedFor(now), heard);
            if (left.isPositive()) {
                attempt.stop().putOff(now + Math.min(left.toNanos(), LONGEST.toNanos()));
                goOn.put(attempt.id(), left);
            } else {
                LOG.warnf(
                        "An attempt is cut off and stopped: attempt=%s unfollowed=%s registries=%s",
                        attempt.id(), unfollowed, heard);
                attempt.stop().stop(StopReason.CUT_OFF);
            }
        }
        watchdog.feed(asOf, goOn);
    }
}
