package dev.codefleet.gatewayclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.support.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sends HTTP requests; whatever fails is a {@link CommandFailed}. */
final class HttpCalls {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);
    private static final int PROBLEM_LIMIT_BYTES = 1 << 20;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    /** The caller's own limit at the gateway; what it has under way ends. */
    private static final int TOO_MANY = 429;

    private static final Set<HttpClient> USED = ConcurrentHashMap.newKeySet();

    private final RetryWhileUnavailable patience;
    private final Duration answer;
    private final HttpClient client;
    private final @Nullable String key;

    /**
     * @param base the gateway's address
     * @param answer how long the beginning of an answer is waited for
     * @param key that each call shows; null for none
     */
    HttpCalls(URI base, Duration patience, Duration answer, @Nullable String key) {
        this(client(base), new RetryWhileUnavailable(patience), answer, key);
    }

    private HttpCalls(
            HttpClient client,
            RetryWhileUnavailable patience,
            Duration answer,
            @Nullable String key) {
        this.client = client;
        this.patience = patience;
        this.answer = answer;
        this.key = key;
    }

    HttpCalls withKey(String shown) {
        return new HttpCalls(client, patience, answer, shown);
    }

    private static HttpClient client(URI base) {
        var client = "http".equalsIgnoreCase(base.getScheme()) ? Plain.CLIENT : builder().build();
        USED.add(client);
        return client;
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT);
    }

    /** As {@link GatewayClient#warmUp}. */
    static void warmUp() {
        Json.mapper();
        Objects.requireNonNull(Plain.CLIENT);
    }

    /** As {@link GatewayClient#endAll}. */
    static void endAll() {
        USED.forEach(HttpClient::shutdownNow);
    }

    /** The client for addresses that begin with http. */
    private static final class Plain {
        static final HttpClient CLIENT = builder().sslContext(new NoTls()).build();
    }

    <T> T get(URI uri, TypeReference<T> type) {
        var request = HttpRequest.newBuilder(uri).header("Accept", "application/json").GET();
        return read(request.build(), type);
    }

    <T> T post(
            URI uri,
            @Nullable Object body,
            @Nullable String idempotencyKey,
            TypeReference<T> type) {
        var publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body));
        var request =
                HttpRequest.newBuilder(uri).header("Accept", "application/json").POST(publisher);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return read(request.build(), type);
    }

    void delete(URI uri) {
        var request = HttpRequest.newBuilder(uri).header("Accept", "application/json").DELETE();
        try (var body = send(request.build())) {
            body.readNBytes(PROBLEM_LIMIT_BYTES);
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
    }

    InputStream open(URI uri, String accept, @Nullable String lastEventId) {
        var request = HttpRequest.newBuilder(uri).header("Accept", accept).GET();
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return send(request.build());
    }

    /** Whether there is such a thing. */
    boolean has(URI uri) {
        var request = HttpRequest.newBuilder(uri).HEAD().build();
        var response = exchange(request, answer);
        if (response.statusCode() / 100 != 2 && response.statusCode() != NOT_FOUND) {
            throw ProblemText.withoutBody(response.statusCode(), uri);
        }
        return response.statusCode() != NOT_FOUND;
    }

    /**
     * Sends a file.
     *
     * @param limit until the answer begins, so all of the file's time on the way included
     * @return the refusal if it is too large
     * @throws FileNotFoundException if the file is not there
     */
    Optional<CommandFailed> put(URI uri, Path file, Duration limit) throws FileNotFoundException {
        var request =
                HttpRequest.newBuilder(uri)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/octet-stream")
                        // A refusal comes before all of it was sent in vain.
                        .expectContinue(true)
                        .PUT(HttpRequest.BodyPublishers.ofFile(file))
                        .build();
        var response = exchange(request, limit);
        try (var body = response.body()) {
            if (response.statusCode() == TOO_LARGE) {
                return Optional.of(failure(response));
            }
            if (response.statusCode() / 100 != 2) {
                throw failure(response);
            }
            body.readNBytes(PROBLEM_LIMIT_BYTES);
            return Optional.empty();
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
    }

    private <T> T read(HttpRequest request, TypeReference<T> type) {
        try (var body = send(request)) {
            return Json.mapper().readValue(body, type);
        } catch (JsonProcessingException e) {
            throw CommandFailed.failed(
                    "The gateway's answer to " + request.uri() + " cannot be read.",
                    e.getOriginalMessage(),
                    "Are the command and the fleet of the same version?");
        } catch (IOException e) {
            throw unreachable(request.uri(), e);
        }
    }

    /** The body of a 2xx answer. */
    private InputStream send(HttpRequest request) {
        var response = exchange(request, answer);
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        try {
            throw failure(response);
        } catch (IOException e) {
            throw unreachable(request.uri(), e);
        }
    }

    /** An answer other than 503 and 429, its body still to be read. */
    private HttpResponse<InputStream> exchange(HttpRequest plain, Duration limit) {
        var request = HttpRequest.newBuilder(plain, (_, _) -> true);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        var limited = request.timeout(limit).build();
        try {
            return patience.retry(() -> {
                var response = client.send(limited, BodyHandlers.ofInputStream());
                if (response.statusCode() == UNAVAILABLE || response.statusCode() == TOO_MANY) {
                    throw new RetryWhileUnavailable.Unavailable(failure(response));
                }
                return response;
            });
        } catch (IOException e) {
            throw unreachable(plain.uri(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("Interrupted.");
        }
    }

    private static CommandFailed failure(HttpResponse<InputStream> response) throws IOException {
        try (var body = response.body()) {
            var bytes = body.readNBytes(PROBLEM_LIMIT_BYTES);
            return ProblemText.failure(response.statusCode(), response.uri(), bytes);
        }
    }

    private static CommandFailed unreachable(URI uri, IOException e) {
        var why = e.getMessage() == null ? "it cannot be reached" : e.getMessage();
        return CommandFailed.noFleet(
                "No gateway answers at "
                        + uri.getScheme()
                        + "://"
                        + uri.getAuthority()
                        + ": "
                        + why,
                "Start a fleet with '"
                        + Invocation.PLAIN.of("up")
                        + "', or name one with --gateway URL.");
    }
}
