package dev.codefleet.localfleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks services whether they are ready. */
final class Readiness {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Pattern SLOTS =
            Pattern.compile("codefleet_manager_slots_live(?:\\{.*})? ([0-9.]+)");

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(ANSWER)
                    .build();

    /** Whether the service at this address says now that it is ready. */
    boolean isReady(String url) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + "/q/health/ready")).timeout(ANSWER).build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Whether the manager at this address knows now of that many slots. By its metrics, which it
     * tells anybody: only gateways are told more.
     */
    boolean knowsSlots(String url, int slots) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + "/q/metrics")).timeout(ANSWER).build();
        try {
            return client.send(request, BodyHandlers.ofLines())
                    .body()
                    .map(SLOTS::matcher)
                    .filter(Matcher::matches)
                    .anyMatch(line -> Double.parseDouble(line.group(1)) >= slots);
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
