package dev.codefleet.localfleet;

import dev.codefleet.contract.job.Demand;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks services whether they are ready. */
final class Readiness {
    private static final Duration ANSWER = Duration.ofSeconds(2);

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

    /** Whether the manager at this address knows now of that many slots. */
    boolean knowsSlots(String url, int slots) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + "/v1/demand")).timeout(ANSWER).build();
        try {
            var answer = client.send(request, BodyHandlers.ofByteArray());
            return answer.statusCode() == 200
                    && Json.mapper().readValue(answer.body(), Demand.class).lanes().stream()
                            .anyMatch(lane -> lane.slots() >= slots);
        } catch (IOException _) {
            return false;
        }
    }
}
