package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.integrate.Site;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking a report's bundle, over real HTTP into a real repository. */
class ReportedBundlesTest {
    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.fresh();
    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final AtomicInteger requests = new AtomicInteger();

    @TempDir private Path directory;

    private volatile List<Integer> refusals = List.of();
    private HttpServer server;
    private Site site;
    private ReportedBundles bundles;
    private HeldJob job;
    private byte[] content;
    private Report report;

    @BeforeEach
    void open() throws Exception {
        site = new Site(directory);
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            int number = requests.getAndIncrement();
                            if (number < refusals.size()) {
                                request.response().setStatusCode(refusals.get(number)).end();
                            } else {
                                request.response().end(Buffer.buffer(content));
                            }
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        var repositories =
                new JobRepositories(
                        site.integrator("manager"), Stores.of(database.source()).jobs());
        bundles =
                new ReportedBundles(
                        new BlockingWork(
                                new TestTasks(engine, vertx),
                                Thread::startVirtualThread,
                                new BoundedRetries(Duration.ofSeconds(1), 9),
                                (job, failure, wait) -> {}),
                        repositories,
                        new BundleClient(vertx, new ProgrammerCalls(vertx)));
        var accepted = TestJobs.jobOn(site.repository.toString(), TestJobs.subtask("a"));
        job = HeldJobFactory.held(accepted, 1);
        var origin = site.origin(job.id());
        job.origin = origin.commit();
        var work =
                site.work(
                        site.integrator("other"), origin, "a", origin.commit(), Map.of("a", "2\n"));
        content = Files.readAllBytes(work.bundle().file());
        var attempt = new AttemptId(job.id(), "a", 1);
        var receipt =
                TestJobs.receipt(
                        attempt,
                        AttemptState.SUCCEEDED,
                        origin.commit(),
                        work.commit(),
                        List.of(),
                        null);
        var bundle = new BundleRef(work.bundle().sha256(), content.length);
        report = new Report(attempt, AttemptState.SUCCEEDED, receipt, bundle, "", null);
    }

    @AfterEach
    void close() {
        engine.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        database.close();
    }

    @Test
    void workThatIsDoneIsAskedForUntilItComes() {
        refusals = List.of(503, 500);

        assertThat(TestRoom.await(take())).isEqualTo(content);
        assertThat(requests).hasValue(3);
    }

    @Test
    void whatTheProgrammerDoesNotHaveIsNotAskedForAgain() {
        refusals = List.of(404);
        var refused = new CompletableFuture<Failure>();

        take(refused);

        assertThat(TestRoom.await(refused).reason()).isEqualTo(FailureReason.PROGRAMMER_LOST);
        assertThat(requests).hasValue(1);
    }

    @Test
    void whatIsTooLargeIsNobodysFaultButTheSubtasks() {
        var bundle = new BundleRef("ab", BundleClient.MAX_BUNDLE_BYTES + 1);
        report = new Report(report.attempt(), report.state(), report.receipt(), bundle, "", null);
        var refused = new CompletableFuture<Failure>();

        take(refused);

        assertThat(TestRoom.await(refused).reason()).isEqualTo(FailureReason.BUDGET_EXCEEDED);
        assertThat(requests).hasValue(0);
    }

    private CompletableFuture<byte[]> take() {
        return take(new CompletableFuture<>());
    }

    private CompletableFuture<byte[]> take(CompletableFuture<Failure> refused) {
        var view =
                TestProgrammer.view(
                        new AgentId("programmer-1"),
                        "http://127.0.0.1:" + server.actualPort(),
                        1,
                        1,
                        Liveness.ALIVE,
                        AgentState.IDLE,
                        1);
        var flight = new InFlightAttempt(report.attempt(), job, 0, new Programmer(view), 0);
        var taken = new CompletableFuture<byte[]>();
        bundles.take(flight, report, taken::complete, refused::complete);
        return taken;
    }
}
