package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.LogRef;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Taking whole logs, over real HTTP. */
class ReportedLogsTest {
    private static final int SMALL = 10;

    private final Vertx vertx = Vertx.vertx();
    private final HeldJob job = HeldJobFactory.held(TestJobs.job(TestJobs.subtask("a")), 1);
    private final ReportedLogs logs =
            new ReportedLogs(
                    new BlockingWork(
                            new TestTasks(Runnable::run, vertx),
                            Thread::startVirtualThread,
                            new BoundedRetries(Duration.ofSeconds(1), 9),
                            (waiting, failure, wait) -> {}),
                    new BundleClient(vertx, new ProgrammerCalls(vertx)));
    private volatile int bytes = SMALL;
    private HttpServer server;

    @BeforeEach
    void open() {
        server =
                vertx.createHttpServer()
                        .requestHandler(
                                request -> request.response().end(Buffer.buffer(new byte[bytes])))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatIsTooMuchTogetherIsLeftOutUntilSomethingIsReleased() {
        var first = attempt(1);
        assertThat(TestRoom.await(take(first, SMALL))).isPresent();

        assertThat(TestRoom.await(take(attempt(2), ReportedLogs.MOST_BYTES))).isEmpty();
        assertThat(TestRoom.await(take(attempt(3), SMALL))).as("a small one").isPresent();

        logs.release(attempt(3));
        assertThat(TestRoom.await(take(attempt(3), SMALL))).isPresent();
    }

    @Test
    void whatAnotherManagerHasNowDoesNotCount() {
        var other = HeldJobFactory.held(TestJobs.job(TestJobs.subtask("a")), 1);
        bytes = (int) ReportedLogs.MOST_BYTES;
        assertThat(TestRoom.await(take(new AttemptId(other.id(), "a", 1), other, bytes)))
                .isPresent();
        bytes = SMALL;
        assertThat(TestRoom.await(take(attempt(1), SMALL))).isEmpty();

        other.isAbandoned = true;

        assertThat(TestRoom.await(take(attempt(1), SMALL))).isPresent();
    }

    private AttemptId attempt(int number) {
        return new AttemptId(job.id(), "a", number);
    }

    private CompletableFuture<Optional<byte[]>> take(AttemptId attempt, long announced) {
        return take(attempt, job, announced);
    }

    private CompletableFuture<Optional<byte[]>> take(
            AttemptId attempt, HeldJob of, long announced) {
        var view =
                TestProgrammer.view(
                        new AgentId("programmer-1"),
                        "http://127.0.0.1:" + server.actualPort(),
                        1,
                        1,
                        Liveness.ALIVE,
                        AgentState.IDLE,
                        1);
        var receipt =
                TestJobs.receipt(attempt, AttemptState.SUCCEEDED, null, null, List.of(), null);
        var report =
                new Report(
                        attempt,
                        AttemptState.SUCCEEDED,
                        receipt,
                        null,
                        "",
                        new LogRef(announced, announced));
        var taken = new CompletableFuture<Optional<byte[]>>();
        logs.take(
                new InFlightAttempt(attempt, of, 0, new Programmer(view), 0),
                report,
                content -> taken.complete(Optional.ofNullable(content)));
        return taken;
    }
}
