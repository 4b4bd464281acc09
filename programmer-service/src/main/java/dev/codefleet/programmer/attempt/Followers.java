package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens streams of attempts' events, as many as are allowed at once. */
final class Followers {
    private final long incarnation;
    private final int maxStreams;
    private final AtomicInteger open = new AtomicInteger();

    Followers(long incarnation, int maxStreams) {
        this.incarnation = incarnation;
        this.maxStreams = maxStreams;
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
        if (open.incrementAndGet() > maxStreams) {
            open.decrementAndGet();
            throw new ProblemException(
                    Problem.of(
                            503,
                            "Too many streams",
                            "TOO_MANY_STREAMS",
                            "At most " + maxStreams + " streams may be open."));
        }
        var stream = EventStream.open(routing, EventStream.Limits.DEFAULT);
        var reader = new AttemptStream(stream);
        switch (known) {
            case Admission.Running(var attempt) -> {
                attempt.events().read(after, reader);
                stream.done().thenRun(() -> attempt.events().leave(reader));
            }
            case Admission.Ended ended -> tellEnd(ended, after, reader);
        }
        stream.done().thenRun(open::decrementAndGet);
        return stream.done();
    }

    /**
     * What a reader sent as {@code Last-Event-ID}; 0 for anything that is not one of our numbers.
     */
    static long number(@Nullable String lastEventId) {
        return lastEventId != null && lastEventId.matches("\\d{1,18}")
                ? Long.parseLong(lastEventId)
                : 0;
    }

    private void tellEnd(Admission.Ended ended, long after, AttemptStream reader) {
        if (after < 1) {
            reader.event(1, new Accepted(ended.report().attempt(), incarnation));
        }
        if (after < ended.eventId()) {
            reader.event(ended.eventId(), ended.report());
        }
        reader.end();
    }
}
