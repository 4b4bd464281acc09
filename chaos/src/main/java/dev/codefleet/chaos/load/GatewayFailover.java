package dev.codefleet.chaos.load;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Calls gateways in turn until one answers. Thread-safe. */
final class GatewayFailover {
    private static final Duration ANSWER = Duration.ofSeconds(8);
    private static final long PAUSE_MS = 200;

    private final List<GatewayClient> gateways;
    private final RunHistory history;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean isClosed;

    /**
     * @param key for all of them
     */
    GatewayFailover(List<String> urls, String key, RunHistory history) {
        this.gateways =
                urls.stream()
                        .map(url -> GatewayClient.at(url, Duration.ZERO, ANSWER).withKey(key))
                        .toList();
        this.history = history;
    }

    /** No answer is waited for any more. */
    void close() {
        isClosed = true;
    }

    /** The next call gave up, because the run is over. */
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Asks until there is an answer.
     *
     * @throws Closed if there was none before the end
     */
    <T> T ask(String what, Function<GatewayClient, T> request) {
        while (!isClosed) {
            var gateway = gateways.get(Math.floorMod(turn.get(), gateways.size()));
            try {
                return request.apply(gateway);
            } catch (CommandFailed e) {
                turn.incrementAndGet();
                if (e.exitCode() != ExitCode.NO_FLEET) {
                    history.add(
                            new HistoryEntry.Refused(
                                    System.nanoTime(), what, e.lines().getFirst()));
                }
            }
            pause();
        }
        throw new Closed();
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Closed();
        }
    }
}
