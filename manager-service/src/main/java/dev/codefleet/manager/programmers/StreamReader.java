package dev.codefleet.manager.programmers;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import dev.codefleet.support.SseTypes;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection's answer, on its event loop, and tells what it says on the engine's thread.
 */
public final class StreamReader {
    private static final SseTypes<AttemptEvent> EVENTS = SseTypes.of(AttemptEvent.class);
    private static final int LARGEST_EVENT_BYTES = 4 << 20;
    private static final int OK = 200;
    private static final long NO_ID = -1;
    private static final int MOST_ERRORS = 5;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /**
     * What a connection brings. After {@link #refused}, {@link #unreachable} or {@link #broken}
     * nothing more comes.
     */
    public interface Listener {
        /**
         * An event of the stream.
         *
         * @param id the event's number; -1 for one that is not replayed
         */
        void event(AttemptEvent event, long id);

        /** The programmer said no. */
        void refused(Refusal refusal);

        /**
         * There was no connection, and so nothing was sent.
         *
         * @param isRefused whether the port refused it: no process listens there. Else the network
         *     may be cut, and the process alive
         */
        void unreachable(boolean isRefused);

        /** The connection ended. What was sent may or may not have arrived. */
        void broken();
    }

    /**
     * A refusal of a programmer.
     *
     * @param retryAfterMs null where the programmer did not say
     * @param epoch the programmer's, if that is what the order did not know; else null
     */
    public record Refusal(
            int status,
            String code,
            String detail,
            @Nullable Long retryAfterMs,
            @Nullable Long epoch) {
        private static final Set<Integer> OF_ANY_TRY = Set.of(400, 411, 413, 422);
        private static final String BUNDLE_MISSING = "BUNDLE_MISSING";

        /** Whether the order itself is wrong, so that no programmer will ever take it. */
        public boolean isForGood() {
            return OF_ANY_TRY.contains(status) && !code.equals(BUNDLE_MISSING);
        }
    }

    private final Executor engine;
    private final Listener listener;
    private final SseParser parser = new SseParser(LARGEST_EVENT_BYTES);
    private boolean isOver;

    public StreamReader(Executor engine, Listener listener) {
        this.engine = engine;
        this.listener = listener;
    }

    /** Says nothing more from now on. Engine's thread only. */
    public void abandon() {
        isOver = true;
    }

    void unreachable(Throwable cause) {
        tellLast(() -> listener.unreachable(isRefused(cause)));
    }

    void answered(AsyncResult<HttpClientResponse> answer) {
        if (answer.succeeded()) {
            read(answer.result());
        } else {
            broken(answer.cause());
        }
    }

    private void broken(Throwable cause) {
        tellLast(listener::broken);
    }

    private void read(HttpClientResponse response) {
        if (response.statusCode() != OK) {
            response.body()
                    .onComplete(body -> {
                        var refusal = refusal(response, body.result());
                        tellLast(() -> listener.refused(refusal));
                    });
            return;
        }
        response.exceptionHandler(this::broken);
        response.endHandler(_ -> tellLast(listener::broken));
        response.handler(chunk -> read(response, chunk));
    }

    private void read(HttpClientResponse response, Buffer chunk) {
        try {
            parser.feed(chunk.getBytes(), this::tell);
        } catch (SseParser.TooLargeException _) {
            response.request().reset();
        }
    }

    private void tell(SseEvent sse) {
        parse(sse)
                .ifPresent(event -> {
                    engine.execute(() -> {
                        if (!isOver) {
                            listener.event(event, id(sse));
                        }
                    });
                });
    }

    private static long id(SseEvent sse) {
        return sse.id() != null && NUMBER.matcher(sse.id()).matches()
                ? Long.parseLong(sse.id())
                : NO_ID;
    }

    /**
     * Whether a machine answered that nothing listens there. Our own time-out is a connect
     * exception as well; the kernel's would look the same as a refusal, but comes much later than
     * ours ({@link ProgrammerCalls#CONNECT_TIMEOUT}). An unreachable network is none.
     */
    private static boolean isRefused(Throwable cause) {
        return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
    }

    private void tellLast(Runnable last) {
        engine.execute(() -> {
            if (!isOver) {
                isOver = true;
                last.run();
            }
        });
    }

    private static Optional<AttemptEvent> parse(SseEvent sse) {
        try {
            return EVENTS.read(sse);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Refusal refusal(HttpClientResponse response, @Nullable Buffer body) {
        var retryAfter = response.getHeader("retry-after");
        var wait =
                retryAfter != null && retryAfter.matches("[0-9]{1,5}")
                        ? Long.valueOf(Long.parseLong(retryAfter) * 1000)
                        : null;
        try {
            var problem =
                    Json.mapper()
                            .readValue(body == null ? new byte[0] : body.getBytes(), Problem.class);
            return new Refusal(
                    response.statusCode(), problem.code(), text(problem), wait, epoch(problem));
        } catch (IOException _) {
            // No problem document.
            return new Refusal(
                    response.statusCode(),
                    "HTTP_" + response.statusCode(),
                    "no details given",
                    wait,
                    null);
        }
    }

    private static @Nullable Long epoch(Problem problem) {
        return problem.epoch() == null ? epochOfOlder(problem) : problem.epoch();
    }

    /** Programmers of the version before say it as what they expected in the order's field. */
    private static @Nullable Long epochOfOlder(Problem problem) {
        return problem.errors().stream()
                .filter(error -> error.field().equals("epoch"))
                .map(FieldError::expected)
                .filter(expected -> expected != null && NUMBER.matcher(expected).matches())
                .map(Long::valueOf)
                .findFirst()
                .orElse(null);
    }

    /** What a person needs to know to put it right. */
    private static String text(Problem problem) {
        return problem.errors().stream()
                .limit(MOST_ERRORS)
                .map(error ->
                        " "
                                + error.field()
                                + " "
                                + error.message()
                                + (error.expected() == null ? "" : " (" + error.expected() + ")")
                                + ".")
                .collect(Collectors.joining("", problem.detail(), ""));
    }
}
