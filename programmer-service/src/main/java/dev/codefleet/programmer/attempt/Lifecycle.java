package dev.codefleet.programmer.attempt;

import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.programmer.execute.StopReason;
import dev.codefleet.programmer.workspace.UploadedBundles;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.web.Ticker;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** For managers that follow to fetch what the last attempts made. */
    private static final Duration LAST_RESULTS = Duration.ofSeconds(5);

    /**
     * Until managers have heard that orders are refused now. One whose connection ends without an
     * answer cannot know what became of its order.
     */
    static final Duration NEWS = Duration.ofSeconds(1);

    /** For orders that have come to be read, and refused. */
    private static final Duration LAST_ORDERS = Duration.ofSeconds(3);

    private static final Duration BUNDLE_SWEEP = Duration.ofMinutes(10);

    private final Attempts attempts;
    private final Followers followers;
    private final UploadedBundles bundles;
    private final CutOffWatch cutOff;
    private final Announcer announcer;
    private final EventLoops eventLoops;
    private final Timers timers;
    private final ProgrammerConfig config;
    private final Ticker ticker;

    Lifecycle(
            Attempts attempts,
            Followers followers,
            UploadedBundles bundles,
            CutOffWatch cutOff,
            Announcer announcer,
            EventLoops eventLoops,
            Timers timers,
            ProgrammerConfig config,
            Ticker ticker) {
        this.attempts = attempts;
        this.followers = followers;
        this.bundles = bundles;
        this.cutOff = cutOff;
        this.announcer = announcer;
        this.eventLoops = eventLoops;
        this.timers = timers;
        this.config = config;
        this.ticker = ticker;
    }

    void start(@Observes StartupEvent event) {
        timers.every(config.beatInterval(), "beat", attempts.running()::beat);
        timers.every(CUT_OFF_LOOK, "cut-off", cutOff::look);
        timers.every(BUNDLE_SWEEP, "bundles", this::removeOldBundles);
    }

    /**
     * This event comes before the HTTP server closes, so that managers hear the ends of their
     * attempts and fetch their results, and new orders are refused in words. Whoever removes a
     * programmer removes its spool, too.
     */
    void stop(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        var since = ticker.nanos();
        attempts.drain();
        var last = attempts.running().all();
        announcer.beatNow();
        endAttempts();
        if (!isDone(followers.ends(), LAST_WORDS)) {
            LOG.info("Streams are cut off with the programmer");
        }
        var followed = last.stream().filter(one -> one.events().wasFollowed()).map(Attempt::id);
        if (!isDone(attempts.ended().acknowledged(followed.toList()), LAST_RESULTS)) {
            LOG.info("Reports stay in the spool");
        }
        TimeUnit.NANOSECONDS.sleep(NEWS.toNanos() - (ticker.nanos() - since));
        if (!isDone(eventLoops.caughtUp(), LAST_ORDERS)) {
            LOG.info("Orders may be cut off with the programmer");
        }
    }

    private void endAttempts() throws InterruptedException {
        if (!attempts.running().awaitIdle(config.grace())) {
            LOG.infof(
                    "Attempts are stopped with the programmer: running=%d",
                    attempts.running().all().size());
            attempts.running().stopAll(StopReason.DRAINED);
            if (!attempts.running().awaitIdle(LAST_REPORTS)) {
                LOG.errorf("Attempts did not stop: running=%d", attempts.running().all().size());
            }
        }
    }

    private static boolean isDone(CompletableFuture<Void> all, Duration longest)
            throws InterruptedException {
        try {
            all.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void removeOldBundles() {
        try {
            bundles.removeOld();
        } catch (IOException e) {
            LOG.warnf(e, "Old bundles cannot be removed");
        }
    }
}
