package dev.codefleet.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.HeartbeatReply;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.registryclient.view.BeatPacing;
import dev.codefleet.support.Json;
import dev.codefleet.web.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an agent registered with one replica: registers, beats, registers again where the replica
 * forgot. One request is under way at a time. All methods but {@link #heardAgo} are called on the
 * announcer's context.
 */
final class ReplicaLink {
    private static final Logger LOG = Logger.getLogger(ReplicaLink.class);
    private static final long REQUEST_TIMEOUT_MS = 2_000;
    private static final long NO_TIMER = -1;

    private final String registry;
    private final AgentStatus agent;
    private final LongSupplier seqs;
    private final HttpClient client;
    private final Context context;
    private final Ticker ticker;
    private final BeatPacing pacing;
    private final Runnable onSuperseded;
    private final @Nullable CalleeProof proof;

    /** Failures at the start that are no news: fleets are started all at once. */
    private static final int UNNOTICED = 5;

    private boolean isRegistered;
    private boolean isUnderWay;
    private boolean isWanted;
    private boolean isClosed;
    private boolean isFailing;
    private int failures;
    private long lastSent;
    private long timer = NO_TIMER;
    private long dueNanos;

    /** When the newest acknowledged beat was sent; null before the first. */
    private volatile @Nullable Long acknowledged;

    /**
     * @param registry base address
     * @param seqs gives every beat of this agent, to whichever replica, a number of its own
     * @param proof null where registries ask for none
     */
    ReplicaLink(
            String registry,
            AgentStatus agent,
            LongSupplier seqs,
            HttpClient client,
            Context context,
            Ticker ticker,
            BeatPacing pacing,
            Runnable onSuperseded,
            @Nullable CalleeProof proof) {
        this.registry = registry;
        this.agent = agent;
        this.seqs = seqs;
        this.client = client;
        this.context = context;
        this.ticker = ticker;
        this.pacing = pacing;
        this.onSuperseded = onSuperseded;
        this.proof = proof;
        this.lastSent = ticker.nanos() - BeatPacing.LEAST_DISTANCE.toNanos();
    }

    /** How long ago the newest beat was sent that the replica has acknowledged. */
    Optional<Duration> heardAgo(long now) {
        return Optional.ofNullable(acknowledged).map(sent -> Duration.ofNanos(now - sent));
    }

    /** Beats, or registers, soon: together with what comes next, and not too often. */
    void beatSoon() {
        if (isUnderWay) {
            isWanted = true;
        } else if (!isClosed) {
            var now = ticker.nanos();
            var wait = pacing.soon(now - lastSent);
            // What is due before is left: ever more changes would put it off for ever.
            if (timer == NO_TIMER || now + wait - dueNanos < 0) {
                schedule(wait);
            }
        }
    }

    /** Sends nothing more but the farewell; completes when that is answered or has failed. */
    Future<?> leave() {
        close();
        var path = "?incarnation=" + agent.registration().incarnation();
        return exchange(HttpMethod.DELETE, path, null).otherwiseEmpty();
    }

    void close() {
        isClosed = true;
        cancelTimer();
    }

    private void schedule(long waitNanos) {
        cancelTimer();
        dueNanos = ticker.nanos() + waitNanos;
        var waitMs = TimeUnit.NANOSECONDS.toMillis(waitNanos);
        if (waitMs == 0) {
            send();
        } else {
            timer =
                    context.owner()
                            .setTimer(
                                    waitMs,
                                    _ -> {
                                        timer = NO_TIMER;
                                        send();
                                    });
        }
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            context.owner().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void send() {
        if (isClosed || isUnderWay) {
            return;
        }
        isUnderWay = true;
        isWanted = false;
        var sentAt = ticker.nanos();
        lastSent = sentAt;
        var isBeat = isRegistered;
        var request =
                isBeat
                        ? exchange(HttpMethod.POST, "/heartbeat", Json.bytes(nextBeat()))
                        : exchange(HttpMethod.PUT, "", Json.bytes(agent.registration()));
        request.onComplete(done -> {
            isUnderWay = false;
            if (isClosed) {
                return;
            }
            if (done.succeeded()) {
                answered(done.result(), isBeat, sentAt);
            } else {
                failed(String.valueOf(done.cause()));
            }
        });
    }

    private Heartbeat nextBeat() {
        // The number first: of two beats, the one with the higher number must not be the one that
        // looked earlier.
        var seq = seqs.getAsLong();
        var status = agent.status();
        return new Heartbeat(
                agent.registration().incarnation(),
                seq,
                status.state(),
                status.message(),
                status.freeSlots(),
                status.attempts(),
                status.jobs());
    }

    private record Answer(int status, @Nullable String date, Buffer body) {}

    private Future<Answer> exchange(HttpMethod method, String path, byte @Nullable [] body) {
        var options =
                new RequestOptions()
                        .setMethod(method)
                        .setAbsoluteURI(registry + "/v1/agents/" + agent.id() + path)
                        .setTimeout(REQUEST_TIMEOUT_MS);
        if (body != null) {
            options.putHeader("Content-Type", "application/json");
        }
        if (proof != null) {
            proof.addTo(options, method.equals(HttpMethod.PUT));
        }
        var content = body == null ? Buffer.buffer() : Buffer.buffer(body);
        return client.request(options)
                .compose(request -> request.send(content))
                .compose(response ->
                        response.body()
                                .map(text ->
                                        new Answer(
                                                response.statusCode(),
                                                response.getHeader("Date"),
                                                text)));
    }

    private void answered(Answer answer, boolean isBeat, long sentAt) {
        switch (answer.status()) {
            case 200 -> {
                if (isFailing) {
                    isFailing = false;
                    LOG.infof("A registry answers again: registry=%s", registry);
                }
                taken(answer.body(), isBeat, sentAt);
            }
            case 404 -> {
                isRegistered = false;
                schedule(isBeat ? pacing.soon(ticker.nanos() - sentAt) : pacing.afterFailure());
            }
            case 410 -> {
                close();
                onSuperseded.run();
            }
            default -> refused(answer, sentAt);
        }
    }

    private void refused(Answer answer, long sentAt) {
        var problem = problem(answer.body());
        if (proof != null
                && problem.code().equals("TOKEN_OUT_OF_TIME")
                && proof.correct(answer.date())) {
            schedule(pacing.soon(ticker.nanos() - sentAt));
        } else {
            failed("status " + answer.status() + " " + problem.code() + ": " + problem.detail());
        }
    }

    /** What a refusal says; an empty one of what is no problem detail. */
    private static Problem problem(Buffer body) {
        try {
            return Json.mapper().readValue(body.getBytes(), Problem.class);
        } catch (IOException _) {
            return Problem.of(0, "", "", "");
        }
    }

    private void taken(Buffer body, boolean isBeat, long sentAt) {
        if (!isBeat) {
            isRegistered = true;
            schedule(0);
            return;
        }
        acknowledged = sentAt;
        try {
            var reply = Json.mapper().readValue(body.getBytes(), HeartbeatReply.class);
            var wait = pacing.afterBeat(reply.nextIntervalMs());
            var sinceSent = ticker.nanos() - sentAt;
            schedule(isWanted ? pacing.soon(sinceSent) : Math.max(0, wait - sinceSent));
        } catch (JsonProcessingException _) {
            failed("an answer that is no JSON");
        } catch (IOException e) {
            throw new AssertionError("bytes in memory cannot fail to be read", e);
        }
    }

    private void failed(String reason) {
        failures++;
        if (!isFailing && (acknowledged != null || failures > UNNOTICED)) {
            isFailing = true;
            LOG.warnf(
                    "A registry does not answer: registry=%s agent=%s reason=%s",
                    registry, agent.id(), reason);
        }
        schedule(pacing.afterFailure());
    }
}
