package dev.codefleet.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A bare HTTP/1.1 client, with nothing made easier than it is for the other services. */
final class WireClient {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final String JSON = "application/json";
    private static final int CHUNK_BYTES = 8_192;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    WireClient(URI address) {
        this.address = address;
    }

    /** An answer with its whole body. */
    record Answer(int status, HttpHeaders headers, byte[] body) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The body of a success. */
        JsonNode json() throws IOException {
            assertThat(header("content-type")).startsWith(JSON);
            return Json.mapper().readTree(body);
        }

        /** The body of a refusal, which says its status again. */
        Problem problem() throws IOException {
            assertThat(header("content-type")).startsWith("application/problem+json");
            var problem = Json.mapper().readValue(body, Problem.class);
            assertThat(problem.status()).isEqualTo(status);
            assertThat(problem.type()).isEqualTo(Problem.of(status, "", problem.code(), "").type());
            assertThat(problem.title()).isNotBlank();
            assertThat(problem.detail()).isNotBlank();
            return problem;
        }

        /** Makes sure that it is a refusal with a code. */
        Problem refusal(int expectedStatus, String code) throws IOException {
            assertThat(status).as(code).isEqualTo(expectedStatus);
            var problem = problem();
            assertThat(problem.code()).isEqualTo(code);
            return problem;
        }
    }

    Answer call(String method, String path, String... headers) throws Exception {
        return send(request(path, headers).method(method, BodyPublishers.noBody()));
    }

    Answer json(String method, String path, String body, String... headers) throws Exception {
        return send(
                request(path, headers)
                        .header("Content-Type", JSON)
                        .method(method, BodyPublishers.ofString(body)));
    }

    Answer bytes(String method, String path, byte[] body) throws Exception {
        return send(request(path).method(method, BodyPublishers.ofByteArray(body)));
    }

    /** The same, once the other side has said that it wants it. */
    Answer upload(String path, byte[] body) throws Exception {
        return send(request(path).expectContinue(true).PUT(BodyPublishers.ofByteArray(body)));
    }

    /** Asks for a stream, which must be one. */
    Stream stream(String path, String... headers) throws Exception {
        return stream(request(path, headers).GET());
    }

    /** Sends a body that is answered with a stream, which must be one. */
    Stream stream(String path, Object body) throws Exception {
        return stream(
                request(path)
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    private Stream stream(HttpRequest.Builder request) throws Exception {
        var asked = request.header("Accept", Sse.MEDIA_TYPE + ", application/problem+json");
        var response = http.send(asked.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith(Sse.MEDIA_TYPE));
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
        return new Stream(response.body());
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        var response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(LONGEST_WAIT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** The events of one answer, in order. */
    static final class Stream implements AutoCloseable {
        private final InputStream body;
        private final SseParser parser = new SseParser();
        private final ArrayDeque<SseEvent> events = new ArrayDeque<>();

        private Stream(InputStream body) {
            this.body = body;
        }

        /** The next event; null once the stream has ended. */
        @Nullable SseEvent next() throws IOException {
            var chunk = new byte[CHUNK_BYTES];
            while (events.isEmpty()) {
                var read = body.read(chunk);
                if (read < 0) {
                    return null;
                }
                parser.feed(Arrays.copyOf(chunk, read), events::add);
            }
            return events.poll();
        }

        /** Reads up to the next event of a name. */
        SseEvent await(String name) throws IOException {
            while (true) {
                var event = next();
                if (event == null) {
                    throw new AssertionError("the stream ended without " + name);
                }
                if (event.name().equals(name)) {
                    return event;
                }
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
