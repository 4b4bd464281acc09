package dev.codefleet.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.support.Backoff;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import dev.codefleet.support.SseTypes;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Follows the watch stream of one replica, and connects again whenever it ends. All methods are
 * called on the directory's context.
 */
final class ReplicaWatch {
    private static final Logger LOG = Logger.getLogger(ReplicaWatch.class);
    private static final SseTypes<WatchEvent> EVENTS = SseTypes.of(WatchEvent.class);

    /** A snapshot of 20,000 agents with some attempts each fits. */
    private static final int MAX_EVENT_BYTES = 64 << 20;

    private static final long ANSWER_TIMEOUT_MS = 2_000;
    private static final Backoff CONNECTS =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final double JITTER = 0.2;

    /** Failures at the start that are no news: fleets are started all at once. */
    private static final int UNNOTICED = 6;

    private final String registry;
    private final HttpClient client;
    private final Context context;
    private final RandomGenerator random;
    private final Listener listener;
    private long streams;
    private boolean isConnected;
    private boolean isFailing;
    private boolean wasConnected;
    private int failures;
    private boolean isClosed;

    /** Who wants to know what the replica says. */
    interface Listener {
        void said(WatchEvent event);

        /** The stream ended after at least one event. */
        void lost();
    }

    ReplicaWatch(
            String registry,
            HttpClient client,
            Context context,
            RandomGenerator random,
            Listener listener) {
        this.registry = registry;
        this.client = client;
        this.context = context;
        this.random = random;
        this.listener = listener;
    }

    void connect() {
        if (isClosed) {
            return;
        }
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(registry + "/v1/agents/events")
                        .setConnectTimeout(ANSWER_TIMEOUT_MS)
                        .putHeader("Accept", Sse.MEDIA_TYPE);
        client.request(options)
                .compose(request -> request.send())
                .onSuccess(this::follow)
                .onFailure(failure -> ended(String.valueOf(failure)));
    }

    void close() {
        isClosed = true;
    }

    private void follow(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            response.request().reset();
            ended("status " + response.statusCode());
            return;
        }
        var stream = ++streams;
        var parser = new SseParser(MAX_EVENT_BYTES);
        response.exceptionHandler(failure -> ended(stream, String.valueOf(failure)));
        response.endHandler(_ -> ended(stream, "the stream ended"));
        response.handler(chunk -> {
            if (stream != streams) {
                return;
            }
            try {
                parser.feed(chunk.getBytes(), this::take);
            } catch (RuntimeException e) {
                // It cannot be followed any more; the next one starts with a snapshot.
                ended(stream, String.valueOf(e));
                response.request().reset();
            }
        });
    }

    private void take(SseEvent event) {
        var said = read(event);
        if (said instanceof WatchEvent.Resync) {
            // The registry ends the stream, which is handled as any end is.
            return;
        }
        if (!isConnected) {
            isConnected = true;
            wasConnected = true;
            failures = 0;
            if (isFailing) {
                isFailing = false;
                LOG.infof("A registry is watched again: registry=%s", registry);
            }
        }
        listener.said(said);
    }

    private static WatchEvent read(SseEvent event) {
        try {
            return EVENTS.read(event)
                    .orElseThrow(
                            () -> new IllegalArgumentException("unknown event " + event.name()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A stream may say in more than one way that it is over. */
    private void ended(long stream, String reason) {
        if (stream == streams) {
            streams++;
            ended(reason);
        }
    }

    private void ended(String reason) {
        if (isConnected) {
            isConnected = false;
            listener.lost();
        }
        if (isClosed) {
            return;
        }
        failures++;
        if (!isFailing && (wasConnected || failures > UNNOTICED)) {
            isFailing = true;
            LOG.warnf("A registry cannot be watched: registry=%s reason=%s", registry, reason);
        }
        var wait = Backoff.spread(CONNECTS.pause(failures), JITTER, random);
        context.owner().setTimer(wait.toMillis(), _ -> connect());
    }
}
