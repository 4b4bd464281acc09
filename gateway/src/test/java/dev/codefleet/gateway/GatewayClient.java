package dev.codefleet.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client of the gateway under test. */
public final class GatewayClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;

    public GatewayClient(URI gateway) {
        this.gateway = gateway;
    }

    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(TIMEOUT);
    }

    public HttpResponse<String> get(String path) {
        return send(to(path).build());
    }

    public HttpResponse<String> submit(String json, String... headers) {
        var request =
                to("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<InputStream> open(String path, String... headers) {
        var request = to(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String code(HttpResponse<String> response) {
        return json(response).path("code").asText();
    }
}
