package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.programmer.run.Attempt;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens streams of attempts' events, as many as are allowed at once. */
public final class Followers {
    private final long incarnation;
    private final int maxStreams;
    private final Consumer<AttemptId> told;
    private final Set<CompletableFuture<@Nullable Void>> open = ConcurrentHashMap.newKeySet();

    /**
     * @param told hears whose report is sent
     */
    public Followers(long incarnation, int maxStreams, Consumer<AttemptId> told) {
        this.incarnation = incarnation;
        this.maxStreams = maxStreams;
        this.told = told;
    }

    /**
     * Answers an order with the events of its attempt. To be called while the request is handled.
     * There is always room for it: who is refused takes the order elsewhere, and here it runs by
     * now.
     *
     * @return completes when the stream has ended
     */
    CompletionStage<@Nullable Void> followOrdered(Admission.Known known, RoutingContext routing) {
        return open(known, 0, routing);
    }

    /**
     * Answers a request with the events of an attempt. To be called while the request is handled.
     *
     * @param after the number of the last event that the reader has; 0 for none
     * @return completes when the stream has ended
     * @throws ProblemException if too many streams are open
     */
    CompletionStage<@Nullable Void> follow(
            Admission.Known known, long after, RoutingContext routing) {
        if (open.size() >= maxStreams) {
            throw new ProblemException(
                    Problem.of(
                            503,
                            "Too many streams",
                            "TOO_MANY_STREAMS",
                            "At most " + maxStreams + " streams may be open."));
        }
        return open(known, after, routing);
    }

    private CompletionStage<@Nullable Void> open(
            Admission.Known known, long after, RoutingContext routing) {
        return switch (known) {
            case Admission.Running(var attempt) -> open(attempt, after, routing);
            case Admission.Ended ended -> EventStream.answer(routing, end(ended, after));
        };
    }

    private CompletionStage<@Nullable Void> open(
            Attempt attempt, long after, RoutingContext routing) {
        var stream = EventStream.open(routing, EventStream.Limits.DEFAULT);
        var done = stream.done().toCompletableFuture();
        open.add(done);
        done.thenRun(() -> open.remove(done));
        var reader = new AttemptStream(stream, told);
        attempt.events().read(after, reader);
        done.thenRun(() -> attempt.events().leave(reader));
        return done;
    }

    /** Completes when all streams that are open now have ended. */
    public CompletableFuture<Void> ends() {
        return CompletableFuture.allOf(open.toArray(CompletableFuture[]::new));
    }

    /**
     * What a reader sent as {@code Last-Event-ID}; 0 for anything that is not one of our numbers.
     */
    static long number(@Nullable String lastEventId) {
        return lastEventId != null && lastEventId.matches("\\d{1,18}")
                ? Long.parseLong(lastEventId)
                : 0;
    }

    private List<SseEvent> end(Admission.Ended ended, long after) {
        var events = new ArrayList<SseEvent>();
        if (after < 1) {
            events.add(Sse.json("1", new Accepted(ended.report().attempt(), incarnation)));
        }
        if (after < ended.eventId()) {
            told.accept(ended.report().attempt());
            events.add(Sse.json(Long.toString(ended.eventId()), ended.report()));
        }
        return events;
    }
}
