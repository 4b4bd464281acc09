package dev.codefleet.programmer.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.programmer.attempt.Orders;
import dev.codefleet.programmer.attempt.Profiles;
import dev.codefleet.programmer.attempt.TestOrigin;
import dev.codefleet.programmer.attempt.TestProgrammer;
import dev.codefleet.support.Json;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a programmer leaves that may never come back, and its disk neither. */
@QuarkusTest
@TestProfile(Profiles.Leaving.class)
class GracefulShutdownTest {
    private static final Duration PROMPT = Duration.ofSeconds(10);

    @TestHTTPResource URI address;

    @TempDir Path temporary;

    @Inject GracefulShutdown farewell;

    @Test
    void itStaysUntilItsResultsAreFetchedAndRefusesOrdersInWords() throws Exception {
        var programmer = new TestProgrammer(address);
        var origin = TestOrigin.make(temporary);
        // For longer than it refuses orders in any case.
        var order = Orders.script(origin.source(), "echo x > x; echo ready; sleep 1.5").order();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            var end = end();
            var report = stream.report();

            assertThat(report.receipt().failure()).isNull();
            assertThat(origin.show(programmer, report, "x")).isEqualTo("x\n");
            var refused = programmer.send(Orders.nothing().order());
            assertThat(refused.statusCode()).isEqualTo(410);
            assertThat(refused.body()).isEqualTo(Json.text(ProgrammerProblems.draining()));
            assertThat(end)
                    .as("a manager with much to fetch has what is left of the grace")
                    .failsWithin(GracefulShutdown.HAND_OVER.plusSeconds(1));
            programmer.call("DELETE", "/v1/attempts/" + order.attempt());
            assertThat(end).succeedsWithin(PROMPT);
        }

        var start = System.nanoTime();
        end().join();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("orders on their way are refused in words")
                .isGreaterThanOrEqualTo(GracefulShutdown.NEWS);
    }

    private CompletableFuture<Boolean> end() {
        return onThread(() -> {
            farewell.say(new ShutdownDelayInitiatedEvent());
            return true;
        });
    }

    /** On a thread of its own: the ends of processes are told by those that all share. */
    private static <T> CompletableFuture<T> onThread(Callable<T> work) {
        var done = new CompletableFuture<T>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        done.complete(work.call());
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                });
        return done;
    }
}
