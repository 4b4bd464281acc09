package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import dev.codefleet.programmer.execute.StopReason;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets the attempts go on that {@link CutOffRule} lets go on, and stops the others. To be called
 * often and by one thread. What it does not get to because this process is paused comes by itself:
 * the processes of an attempt end by the {@link DeadMansSwitch}, and the attempt's stop signal is
 * there once the process runs again.
 */
final class CutOffWatch {
    /** Before its first look at an attempt, and below the dead man's switch by more than a look. */
    static final Duration LONGEST = DeadMansSwitch.LONGEST.minusSeconds(1);

    private static final Logger LOG = Logger.getLogger(CutOffWatch.class);

    private final CutOffRule rule;
    private final RunningAttempts attempts;
    private final Supplier<Optional<Duration>> registriesHeard;
    private final DeadMansSwitch deadMansSwitch;
    private final Epochs epochs;
    private final Ticker ticker;

    /**
     * @param registriesHeard how long ago the newest beat was sent that a majority has acknowledged
     */
    CutOffWatch(
            CutOffRule rule,
            RunningAttempts attempts,
            Supplier<Optional<Duration>> registriesHeard,
            DeadMansSwitch deadMansSwitch,
            Epochs epochs,
            Ticker ticker) {
        this.rule = rule;
        this.attempts = attempts;
        this.registriesHeard = registriesHeard;
        this.deadMansSwitch = deadMansSwitch;
        this.epochs = epochs;
        this.ticker = ticker;
    }

    void look() {
        epochs.present();
        var running = attempts.all();
        if (running.isEmpty()) {
            return;
        }
        // The times first: should this process be paused from here on, they are the old ones.
        var asOf = deadMansSwitch.time();
        var now = ticker.nanos();
        var heard = registriesHeard.get();
        var goOn = new HashMap<AttemptId, Duration>();
        for (var attempt : running) {
            var unfollowed = attempt.events().unfollowedFor(now);
            var left = rule.left(unfollowed, attempt.unwantedFor(now), heard);
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
        deadMansSwitch.feed(asOf, goOn);
    }
}
