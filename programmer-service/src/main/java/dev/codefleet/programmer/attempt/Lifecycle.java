package dev.codefleet.programmer.attempt;

import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.programmer.execute.StopReason;
import dev.codefleet.programmer.workspace.UploadedBundles;
import dev.codefleet.registryclient.Announcer;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** What a programmer does at its start, regularly, and at its end. */
@Singleton
class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    /** Killing takes milliseconds, the reports after it a few git processes. */
    private static final Duration LAST_REPORTS = Duration.ofSeconds(5);

    private static final Duration CUT_OFF_LOOK = Duration.ofMillis(500);

    /** For the last events to be sent. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Duration BUNDLE_SWEEP = Duration.ofMinutes(10);

    private final Attempts attempts;
    private final Followers followers;
    private final UploadedBundles bundles;
    private final CutOffWatch cutOff;
    private final Announcer announcer;
    private final Timers timers;
    private final ProgrammerConfig config;

    Lifecycle(
            Attempts attempts,
            Followers followers,
            UploadedBundles bundles,
            CutOffWatch cutOff,
            Announcer announcer,
            Timers timers,
            ProgrammerConfig config) {
        this.attempts = attempts;
        this.followers = followers;
        this.bundles = bundles;
        this.cutOff = cutOff;
        this.announcer = announcer;
        this.timers = timers;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        timers.every(config.beatInterval(), "beat", attempts.running()::beat);
        timers.every(CUT_OFF_LOOK, "cut-off", cutOff::look);
        timers.every(BUNDLE_SWEEP, "bundles", this::removeOldBundles);
    }

    /**
     * This event comes before the HTTP server closes, so that managers hear the ends of their
     * attempts, and new orders are refused in words.
     */
    void stop(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        attempts.drain();
        announcer.beatNow();
        if (!attempts.running().awaitIdle(config.grace())) {
            LOG.infof(
                    "Attempts are stopped with the programmer: running=%d",
                    attempts.running().all().size());
            attempts.running().stopAll(StopReason.DRAINED);
            if (!attempts.running().awaitIdle(LAST_REPORTS)) {
                LOG.errorf("Attempts did not stop: running=%d", attempts.running().all().size());
            }
        }
        followers.awaitEnds(LAST_WORDS);
    }

    private void removeOldBundles() {
        try {
            bundles.removeOld();
        } catch (IOException e) {
            LOG.warnf(e, "Old bundles cannot be removed");
        }
    }
}
