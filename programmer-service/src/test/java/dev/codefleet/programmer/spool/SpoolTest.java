package dev.codefleet.programmer.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.programmer.attempt.Orders;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import dev.codefleet.programmer.execute.ProcessLimits;
import dev.codefleet.programmer.execute.ProcessRunner;
import dev.codefleet.programmer.execute.Sandboxes;
import dev.codefleet.programmer.execute.Unconfined;
import dev.codefleet.programmer.report.AttemptProgress;
import dev.codefleet.programmer.report.Receipts;
import dev.codefleet.programmer.run.Recovery;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import dev.codefleet.web.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Receipts RECEIPTS =
            new Receipts(new AgentId("programmer-1"), "none", "not held");

    @TempDir Path directory;

    @Test
    void aReportAndItsBundleSurviveTheProcess() throws Exception {
        var order = Orders.nothing().order();
        var before = new Spool(directory);
        before.begin(new Spool.Begun(order, NOW));
        Files.writeString(before.bundleFile(order.attempt()), "bundle");
        before.finish(new Spool.Finished(7, report(order)));

        var after = new Spool(directory);

        assertThat(after.find(order.attempt())).contains(new Spool.Finished(7, report(order)));
        assertThat(after.bundle(order.attempt()))
                .get()
                .satisfies(file -> assertThat(file).hasContent("bundle"));
        assertThat(after.finished()).containsEntry(order.attempt(), AttemptState.SUCCEEDED);
        assertThat(after.interrupted()).isEmpty();
    }

    @Test
    void whatIsForgottenStaysForgotten() throws Exception {
        var order = Orders.nothing().order();
        var spool = new Spool(directory);
        spool.finish(new Spool.Finished(7, report(order)));

        spool.forget(order.attempt());
        spool.forget(order.attempt());

        assertThat(spool.find(order.attempt())).isEmpty();
        assertThat(new Spool(directory).finished()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anAttemptThatWasCutOffIsKilledAndReportedAsLost() throws Exception {
        var order = Orders.nothing().order();
        new Spool(directory.resolve("spool")).begin(new Spool.Begun(order, NOW));
        var workspaces = Files.createDirectories(directory.resolve("attempts"));
        var left = workspaces.resolve(Spool.fileName(order.attempt()));
        Files.createDirectories(left.resolve("work"));
        var builder = new ProcessBuilder("sleep", "300");
        builder.environment().put("CODEFLEET_ATTEMPT", order.attempt().toString());
        var process = builder.start();

        var spool = recovered(workspaces);

        assertThat(process.waitFor()).isNotZero();
        assertThat(left).doesNotExist();
        var report = spool.find(order.attempt()).orElseThrow().report();
        assertThat(report.state()).isEqualTo(AttemptState.FAILED);
        assertThat(report.receipt().times().durationMs()).isEqualTo(60_000);
        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().reason()).isEqualTo(FailureReason.PROGRAMMER_LOST);
        assertThat(new Spool(directory.resolve("spool")).interrupted()).isEmpty();
    }

    @Test
    void filesOfAnAttemptWhoseReportWasKeptJustBeforeTheEndAreDeleted() throws Exception {
        var order = Orders.nothing().order();
        new Spool(directory.resolve("spool")).finish(new Spool.Finished(7, report(order)));
        var workspaces = directory.resolve("attempts");
        var left = workspaces.resolve(Spool.fileName(order.attempt()));
        Files.createDirectories(left.resolve("work"));

        var spool = recovered(workspaces);

        assertThat(left).doesNotExist();
        assertThat(spool.find(order.attempt())).contains(new Spool.Finished(7, report(order)));
    }

    @Test
    void filesThatCannotBeDeletedDoNotKeepTheProgrammerFromStarting() throws Exception {
        var order = Orders.nothing().order();
        new Spool(directory.resolve("spool")).begin(new Spool.Begun(order, NOW));
        var level = "0".repeat(200);
        var attempts = directory;
        for (int depth = 0; depth < 18; depth++) {
            attempts = attempts.resolve(level);
        }
        attempts = attempts.resolve("0".repeat(3_899 - attempts.toString().length()));
        var files = AttemptDirectory.of(order.attempt(), attempts).root();
        var other = Files.createDirectories(attempts.resolve("other"));
        // Its path is longer than any that the system takes: no right of root helps either.
        run(Files.createDirectory(files), "touch", "a".repeat(250));
        try {
            var spool = recovered(attempts);

            assertThat(spool.find(order.attempt())).isPresent();
            assertThat(other).doesNotExist();
            assertThat(files).exists();
        } finally {
            run(directory, "rm", "-rf", level);
        }
    }

    private static void run(Path place, String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(place.toFile()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whatCouldNotBeKeptLeavesNothing() throws Exception {
        var kept = Orders.nothing().order();
        var spool = new Spool(directory);
        spool.begin(new Spool.Begun(kept, NOW));

        spool.discard(kept.attempt());

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatWasKeptIsNotDiscarded() throws Exception {
        var order = Orders.nothing().order();
        var spool = new Spool(directory);
        spool.finish(new Spool.Finished(7, report(order)));

        spool.discard(order.attempt());

        assertThat(new Spool(directory).find(order.attempt())).isPresent();
    }

    @Test
    void aReportThatWasOnlyHalfWrittenIsNone() throws Exception {
        var order = Orders.nothing().order();
        var spool = new Spool(directory);
        spool.begin(new Spool.Begun(order, NOW));
        Files.writeString(
                directory.resolve(Spool.fileName(order.attempt())).resolve("report.json.part"),
                "{");

        var after = new Spool(directory);

        assertThat(after.find(order.attempt())).isEmpty();
        assertThat(after.interrupted()).extracting(Spool.Begun::order).containsExactly(order);
    }

    @Test
    void keysThatDifferInCaseOnlyHaveDifferentPlaces() {
        var upper = Spool.fileName(AttemptId.parse("job1.A.1"));
        var lower = Spool.fileName(AttemptId.parse("job1.a.1"));

        assertThat(upper).isNotEqualToIgnoringCase(lower);
    }

    private static Report report(Order order) {
        return RECEIPTS.report(
                order, new AttemptProgress(), null, NOW, Duration.ofSeconds(1), "log");
    }

    /** The spool of the next life, a minute later. */
    private Spool recovered(Path workspaces) throws Exception {
        var spool = new Spool(directory.resolve("spool"));
        try (var none = new DeadMansSwitch(Optional.empty());
                var processes =
                        new ProcessRunner(
                                new Unconfined(ProcessLimits.NONE),
                                none,
                                Sandboxes.noLimits(),
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                Ticker.system())) {
            InstantSource clock = () -> NOW.plusSeconds(60);
            new Recovery(workspaces, spool, processes, RECEIPTS, clock).run();
        }
        return spool;
    }
}
