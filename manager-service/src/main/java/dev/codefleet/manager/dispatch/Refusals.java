package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerPool;
import dev.codefleet.manager.programmers.ProgrammerProbe;
import dev.codefleet.manager.programmers.StreamReader;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What follows when a programmer does not take an order. It belongs to the engine's thread. */
public final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int GONE = 410;
    private static final int UNAVAILABLE = 503;

    /** Asked to end an attempt that it did not know, a programmer refuses its order for ever. */
    private static final String WITHDRAWN = "ATTEMPT_CANCELLED";

    /** Refusals that end with news in the programmer's beats. Of the end of others nobody tells. */
    private static final Set<String> TOLD_BY_BEATS = Set.of("SLOTS_FULL", "DRAINING");

    private final Dispatcher dispatcher;
    private final ProgrammerPool pool;
    private final JobLog log;
    private final ProgrammerProbe probes;
    private final AttemptEnds ends;
    private final DispatchMetrics metrics;
    private final Consumer<HeldJob> notOurs;

    Refusals(
            Dispatcher dispatcher,
            ProgrammerPool pool,
            JobLog log,
            ProgrammerProbe probes,
            AttemptEnds ends,
            DispatchMetrics metrics,
            Consumer<HeldJob> notOurs) {
        this.dispatcher = dispatcher;
        this.pool = pool;
        this.log = log;
        this.probes = probes;
        this.ends = ends;
        this.metrics = metrics;
        this.notOurs = notOurs;
    }

    void refused(InFlightAttempt flight, StreamReader.Refusal refusal) {
        metrics.refused(refusal.code());
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        pool.proven(flight.programmer.id());
        if (refusal.epoch() != null) {
            flight.programmer.epochIs(refusal.epoch());
            dispatcher.sendAgain(flight);
            return;
        }
        log.refusal(flight, refusal.code());
        switch (refusal.status()) {
            case CONFLICT -> notOurs.accept(flight.job);
            case TOO_MANY, GONE, UNAVAILABLE -> {
                if (refusal.code().equals(WITHDRAWN) && !flight.isCancelled) {
                    ends.lost(flight, "an earlier owner of the job withdrew the attempt");
                    return;
                }
                if (TOLD_BY_BEATS.contains(refusal.code())) {
                    pool.refused(flight.programmer.id());
                } else {
                    tryUntilReached(flight.programmer);
                }
                retarget(flight);
            }
            default -> {
                var reason =
                        refusal.isForGood() ? FailureReason.INVALID_PLAN : FailureReason.REFUSED;
                var message = flight.programmer.id() + " refused the order: " + refusal.detail();
                ends.end(
                        flight,
                        AttemptState.FAILED,
                        new Failure(reason, message, refusal.retryAfterMs(), null));
            }
        }
    }

    void unreachable(InFlightAttempt flight) {
        metrics.refused("UNREACHABLE");
        if (!dispatcher.isFlying(flight)) {
            return;
        }
        LOG.warnf("programmer unreachable: agent=%s attempt=%s", flight.programmer.id(), flight.id);
        log.refusal(flight, "UNREACHABLE");
        tryUntilReached(flight.programmer);
        retarget(flight);
    }

    private void tryUntilReached(Programmer programmer) {
        pool.unreachable(programmer.id());
        probes.probe(programmer.id(), programmer.url());
    }

    private void retarget(InFlightAttempt flight) {
        if (flight.isCancelled) {
            ends.end(
                    flight,
                    AttemptState.CANCELLED,
                    Failure.of(FailureReason.CANCELLED, "Cancelled before a programmer took it."));
        } else {
            dispatcher.retarget(flight);
        }
    }
}
