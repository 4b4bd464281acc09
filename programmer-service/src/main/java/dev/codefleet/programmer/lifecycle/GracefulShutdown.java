package dev.codefleet.programmer.lifecycle;

import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.programmer.attempt.Attempts;
import dev.codefleet.programmer.attempt.Followers;
import dev.codefleet.programmer.trust.StopReason;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.web.Ticker;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Ends a programmer that is told to. It may never come back, nor its disk: managers are given the
 * time to fetch what its attempts made, and orders that are on their way are refused in words.
 */
@Singleton
class GracefulShutdown {
    private static final Logger LOG = Logger.getLogger(GracefulShutdown.class);

    /** After the attempts' own grace: killing takes milliseconds, reports a few git processes. */
    private static final Duration LAST_REPORTS = Duration.ofSeconds(5);

    /**
     * From the last report to the end, at least, while managers have not taken all. One fetches a
     * bundle at once, and says once a second that it has it.
     */
    static final Duration HAND_OVER = Duration.ofSeconds(4);

    /**
     * Until managers have heard that orders are refused now. One whose connection ends without an
     * answer cannot know what became of its order.
     */
    static final Duration NEWS = Duration.ofSeconds(1);

    private final Attempts attempts;
    private final Followers followers;
    private final Announcer announcer;
    private final EventLoops eventLoops;
    private final ProgrammerConfig config;
    private final Ticker ticker;

    GracefulShutdown(
            Attempts attempts,
            Followers followers,
            Announcer announcer,
            EventLoops eventLoops,
            ProgrammerConfig config,
            Ticker ticker) {
        this.attempts = attempts;
        this.followers = followers;
        this.announcer = announcer;
        this.eventLoops = eventLoops;
        this.config = config;
        this.ticker = ticker;
    }

    /**
     * Refuses times that would be cut off: attempts would be killed in the middle of their grace,
     * and what they made be lost with a programmer that does not come back.
     */
    static void requireTime(ProgrammerConfig config) {
        var ends = LAST_REPORTS.plus(HAND_OVER).plus(NEWS);
        var needed = config.grace().plus(config.terminationGrace()).plus(ends);
        config.stopWithin()
                .filter(within -> within.compareTo(needed) < 0)
                .ifPresent(within -> {
                    throw new IllegalArgumentException(
                            "codefleet.programmer.grace (%s) and codefleet.programmer.termination-grace (%s) do not fit into codefleet.programmer.stop-within (%s): with %s for the last reports a programmer takes up to %s to end, and would be killed before. Make them shorter, or give it more time where it is run (Compose: stop_grace_period, Kubernetes: terminationGracePeriodSeconds) and say so in stop-within."
                                    .formatted(
                                            config.grace(),
                                            config.terminationGrace(),
                                            within,
                                            ends,
                                            needed));
                });
    }

    /** This event comes before the HTTP server closes. */
    void say(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        var start = ticker.nanos();
        var heard = start + NEWS.toNanos();
        attempts.drain();
        announcer.beatNow();
        endAttempts();
        var end = handOverUntil(start, ticker.nanos(), config.grace());
        TimeUnit.NANOSECONDS.sleep(heard - ticker.nanos());
        if (!comes(eventLoops.caughtUp(), end)
                || !comes(followers.ends(), end)
                || !comes(attempts.ended().allTaken(), end)) {
            LOG.info("Managers may not have heard or taken all; reports stay in the spool");
        }
    }

    /**
     * Until when managers may take reports that they were told of. What attempts have not used of
     * their grace is theirs: where many programmers go at once, managers have much to fetch.
     */
    static long handOverUntil(long startNanos, long lastReportNanos, Duration grace) {
        var least = lastReportNanos + HAND_OVER.toNanos();
        var rest = startNanos + grace.toNanos();
        // Such times are compared by their difference: they may pass the largest number.
        return rest - least > 0 ? rest : least;
    }

    private void endAttempts() throws InterruptedException {
        if (!attempts.running().awaitIdle(config.grace())) {
            LOG.infof(
                    "Attempts are stopped with the programmer: running=%d",
                    attempts.running().all().size());
            attempts.running().stopAll(StopReason.DRAINED);
            if (!attempts.running().awaitIdle(config.terminationGrace().plus(LAST_REPORTS))) {
                LOG.errorf("Attempts did not stop: running=%d", attempts.running().all().size());
            }
        }
    }

    /** Waits for something until then, and says whether it came. */
    private boolean comes(CompletableFuture<Void> something, long untilNanos)
            throws InterruptedException {
        try {
            something.get(untilNanos - ticker.nanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is waited for never fails", e);
        } catch (TimeoutException _) {
            return false;
        }
    }
}
