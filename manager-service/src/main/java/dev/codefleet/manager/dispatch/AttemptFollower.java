package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.manager.engine.DelayedExecutor;
import dev.codefleet.manager.programmers.LossRule;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.StreamReader;
import dev.codefleet.support.Backoff;
import dev.codefleet.web.Ticker;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one attempt through as many connections as it takes, until its report, its refusal or its
 * loss. A broken stream is attached again; what became of the attempt decides {@link LossRule}. It
 * belongs to the engine's thread.
 */
final class AttemptFollower implements StreamReader.Listener {
    /** What becomes of an attempt. One of the last five comes last. */
    interface Listener {
        void accepted(InFlightAttempt flight);

        void progressed(InFlightAttempt flight, AttemptEvent.Progress progress);

        void logged(InFlightAttempt flight, AttemptEvent.Log log);

        void reported(InFlightAttempt flight, AttemptEvent.Report report);

        /** The order was not taken: nothing runs. */
        void refused(InFlightAttempt flight, StreamReader.Refusal refusal);

        /** The programmer could not be reached, and never had the order. */
        void unreachable(InFlightAttempt flight);

        void lost(InFlightAttempt flight, String why);

        /** The order could not be made, or is not wanted any more; it was not sent. */
        void unsendable(InFlightAttempt flight, Failure failure);
    }

    private static final int NOT_FOUND = 404;

    /** 412 comes before, but leads to the same order once more. */
    private static final Set<Integer> BY_FENCE_OR_LATER = Set.of(409, 410, 412, 429);

    private static final Backoff ATTACHES =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final InFlightAttempt flight;
    private final Order order;
    private final ProgrammerClient client;
    private final DelayedExecutor engine;
    private final Ticker ticker;
    private final Listener listener;
    private @Nullable StreamReader reader;
    private boolean mayHaveArrived;
    private boolean isOver;
    private long lastEvent;
    private long lastContact;
    private int refusals;
    private int tries;
    private long lastBeat;

    AttemptFollower(
            InFlightAttempt flight,
            Order order,
            ProgrammerClient client,
            DelayedExecutor engine,
            Ticker ticker,
            Listener listener) {
        this.flight = flight;
        this.order = order;
        this.client = client;
        this.engine = engine;
        this.ticker = ticker;
        this.listener = listener;
        this.lastContact = ticker.nanos();
    }

    Order order() {
        return order;
    }

    /** Sends the order. */
    void send() {
        var next = new StreamReader(engine, this);
        reader = next;
        client.order(flight.programmer.address(), order, next);
    }

    /**
     * Sends an order that an earlier owner of the job may have sent. Whoever answers it has seen
     * our fence and refuses that of the earlier one; whoever cannot be reached may be at work on
     * it.
     */
    void sendAgain() {
        mayHaveArrived = true;
        send();
    }

    /** Follows an attempt whose order was sent before, by this manager or another. */
    void attach() {
        if (isOver) {
            return;
        }
        mayHaveArrived = true;
        var next = new StreamReader(engine, this);
        reader = next;
        client.attach(flight.programmer.address(), flight.id, lastEvent, next);
    }

    /** Says nothing more. */
    void abandon() {
        isOver = true;
        if (reader != null) {
            reader.abandon();
        }
    }

    @Override
    public void event(AttemptEvent event, long id) {
        lastContact = ticker.nanos();
        lastEvent = Math.max(lastEvent, id);
        refusals = 0;
        tries = 0;
        mayHaveArrived = true;
        switch (event) {
            case AttemptEvent.Accepted accepted -> listener.accepted(flight);
            case AttemptEvent.Beat beat -> lastBeat = beat.number();
            case AttemptEvent.Progress progress -> listener.progressed(flight, progress);
            case AttemptEvent.Log log -> listener.logged(flight, log);
            case AttemptEvent.Report report -> {
                abandon();
                listener.reported(flight, report);
            }
        }
    }

    @Override
    public void refused(StreamReader.Refusal refusal) {
        if (mayHaveArrived && refusal.status() == NOT_FOUND) {
            withdraw();
        } else if (!mayHaveArrived || isAnswerToRepeated(refusal)) {
            abandon();
            listener.refused(flight, refusal);
        } else {
            lastContact = ticker.nanos();
            refusals = 0;
            tryAgain();
        }
    }

    @Override
    public void unreachable(boolean isRefused) {
        if (mayHaveArrived) {
            refusals = isRefused ? refusals + 1 : 0;
            tryAgain();
        } else {
            abandon();
            listener.unreachable(flight);
        }
    }

    @Override
    public void broken() {
        mayHaveArrived = true;
        refusals = 0;
        tryAgain();
    }

    /**
     * Nothing of the attempt was heard yet, nothing else was asked, and the programmer has looked
     * at our fence. What it refuses before that, the earlier order may have passed.
     */
    private boolean isAnswerToRepeated(StreamReader.Refusal refusal) {
        return flight.isRepeated && tries == 0 && BY_FENCE_OR_LATER.contains(refusal.status());
    }

    /** The last beat that came and nobody was told of yet; empty if there is none. */
    OptionalLong newBeat() {
        long beat = lastBeat;
        lastBeat = 0;
        return beat == 0 ? OptionalLong.empty() : OptionalLong.of(beat);
    }

    /**
     * The programmer does not know the attempt, but its order may still be on its way. It must not
     * run once the attempt is made anew, so its programmer is told to refuse it.
     */
    private void withdraw() {
        client.cancel(flight.programmer.address(), flight.id)
                .onComplete(answer -> engine.execute(() -> withdrawn(answer)));
    }

    private void withdrawn(AsyncResult<Boolean> isKnown) {
        if (isOver) {
            return;
        }
        if (isKnown.succeeded() && !isKnown.result()) {
            lose("the programmer does not know the attempt");
            return;
        }
        // It came meanwhile and was stopped: its report says so, or that it was ready before.
        flight.isWithdrawn |= isKnown.succeeded();
        tryAgain();
    }

    private void tryAgain() {
        var silence = Duration.ofNanos(ticker.nanos() - lastContact);
        var reason = LossRule.reason(flight.programmer.loss(), refusals, silence);
        if (reason.isPresent()) {
            lose(reason.get());
            return;
        }
        tries++;
        engine.after(ATTACHES.pause(tries), this::attach);
    }

    private void lose(String why) {
        abandon();
        listener.lost(flight, why);
    }
}
