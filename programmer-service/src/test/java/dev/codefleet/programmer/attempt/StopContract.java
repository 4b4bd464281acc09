package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How attempts end in every sandbox: with all of their processes. */
abstract class StopContract {
    /** A daemon that has left tree and session, as far as it can. */
    private static final String DAEMON =
            "(setsid sh -c 'echo $$ > \"$HOME/daemon\"; exec sleep 300' </dev/null >/dev/null 2>&1"
                    + " &)\n"
                    + "while ! test -s \"$HOME/daemon\"; do :; done\n";

    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final int CANCELS = 5;

    @TestHTTPResource URI address;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    @Test
    void cancelReachesAnAttemptWithoutARepository() throws Exception {
        var order = Orders.script(DAEMON + "echo ready; sleep 300").order();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");

            programmer.call("POST", "/v1/attempts/" + order.attempt() + "/cancel");

            assertThat(stream.report().state()).isEqualTo(AttemptState.CANCELLED);
        }
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void aCancelledAttemptCanClearUpUnlessItsPlanGivesItNoTime() throws Exception {
        var script =
                "trap 'echo cleared up; exit 1' TERM; echo ready; while :; do sleep 0.02; done";

        // A shell may say, too, that its sleep was terminated.
        assertThat(cancelAtReady(Orders.script(script).order()).log())
                .startsWith("ready\n")
                .endsWith("cleared up\n");
        assertThat(cancelAtReady(Orders.script(script).grace(Duration.ZERO).order()).log())
                .isEqualTo("ready\n");
    }

    private Report cancelAtReady(Order order) throws Exception {
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            programmer.call("POST", "/v1/attempts/" + order.attempt() + "/cancel");
            return stream.report();
        }
    }

    /**
     * A machine that is busy with other things can make any one of them late, but not each of
     * several; a wait that does not belong there makes all of them late.
     */
    @Test
    void cancelKillsEvenADaemonWithinASecond() throws Exception {
        var fastest = cancelDaemon();
        for (var tries = 1; tries < CANCELS && fastest.compareTo(WITHIN) >= 0; tries++) {
            var next = cancelDaemon();
            fastest = next.compareTo(fastest) < 0 ? next : fastest;
        }
        assertThat(fastest).isLessThan(WITHIN);
    }

    /** The time from when the cancellation was taken until the report came. */
    private Duration cancelDaemon() throws Exception {
        var order = Orders.script(origin.source(), DAEMON + "echo ready; sleep 300").order();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            programmer.call("POST", "/v1/attempts/" + order.attempt() + "/cancel");
            var taken = System.nanoTime();

            assertThat(stream.report().state()).isEqualTo(AttemptState.CANCELLED);

            var took = Duration.ofNanos(System.nanoTime() - taken);
            assertThat(processesOf(order.attempt().toString())).isEmpty();
            return took;
        }
    }

    @Test
    void aDaemonDoesNotOutliveAnExecutorThatSucceeds() throws Exception {
        var order = Orders.script(origin.source(), DAEMON).order();

        assertThat(programmer.run(order).state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void anAttemptThatTakesTooLongIsKilledAndSaysSo() throws Exception {
        var order =
                Orders.script(origin.source(), DAEMON + "sleep 300")
                        .within(Duration.ofSeconds(1))
                        .order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void anExecutorThatFallsSilentHasStalled() throws Exception {
        var order = Orders.script(origin.source(), "echo last words; sleep 300").order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.STALLED);
    }

    private static List<Path> processesOf(String attempt) throws Exception {
        var marker = "CODEFLEET_ATTEMPT=" + attempt + "\0";
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var found = new ArrayList<Path>();
            for (var process : processes) {
                if (environment(process).contains(marker)) {
                    found.add(process);
                }
            }
            return found;
        }
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
