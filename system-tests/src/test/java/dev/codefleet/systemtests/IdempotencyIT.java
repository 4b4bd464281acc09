package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@InSharedFleet
class IdempotencyIT {
    private static final int AT_ONCE = 8;

    private final Api api;
    private final String title = "Idempotent " + UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();

    IdempotencyIT(Fleet fleet) {
        this.api = fleet.api();
    }

    @Test
    void theSameKeyTwiceIsOneJob() {
        var request = job(null, title, none("a"));

        var first = api.post(request, key);
        var second = api.post(request, key);

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(location(second)).isEqualTo(location(first));
        assertThat(first.headers().firstValue("Idempotent-Replay")).isEmpty();
        assertThat(second.headers().firstValue("Idempotent-Replay")).hasValue("true");
        assertThat(jobsMade()).isEqualTo(1);
    }

    @Test
    void theSameKeyFromManyAtOnceIsOneJob() throws InterruptedException, ExecutionException {
        var request = job(null, title, none("a"));
        var together = new CyclicBarrier(AT_ONCE);
        Callable<HttpResponse<byte[]>> post =
                () -> {
                    together.await();
                    return api.post(request, key);
                };

        var answers = new ArrayList<HttpResponse<byte[]>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var posts = IntStream.range(0, AT_ONCE).mapToObj(_ -> post).toList();
            for (Future<HttpResponse<byte[]>> answer : threads.invokeAll(posts)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.statusCode())
                                .as(new String(answer.body(), StandardCharsets.UTF_8))
                                .isEqualTo(202));
        assertThat(answers.stream().map(IdempotencyIT::location).distinct()).hasSize(1);
        assertThat(jobsMade()).isEqualTo(1);
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        api.post(job(null, title, none("a")), key);

        var other = api.post(job(null, title, none("b")), key);

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(api.problem(other).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(jobsMade()).isEqualTo(1);
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private long jobsMade() {
        return api.jobs().stream().filter(job -> job.title().equals(title)).count();
    }
}
