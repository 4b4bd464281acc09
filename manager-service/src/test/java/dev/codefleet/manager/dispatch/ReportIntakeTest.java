package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.BundleRef;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.LogRef;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.integrate.Site;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import dev.codefleet.registryclient.PeerProofs;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking what reports announce, over real HTTP into a real repository. */
class ReportIntakeTest {
    private static final int SMALL = 10;

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.fresh();
    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final AtomicInteger requests = new AtomicInteger();

    @TempDir private Path directory;

    private volatile List<Integer> refusals = List.of();
    private volatile int logBytes = SMALL;
    private HttpServer server;
    private ReportIntake intake;
    private HeldJob job;
    private byte[] content;
    private Report report;

    @BeforeEach
    void open() throws Exception {
        var site = new Site(directory);
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            int number = requests.getAndIncrement();
                            if (number < refusals.size()) {
                                request.response().setStatusCode(refusals.get(number)).end();
                            } else if (request.path().endsWith("/log")) {
                                request.response().end(Buffer.buffer(new byte[logBytes]));
                            } else {
                                request.response().end(Buffer.buffer(content));
                            }
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        var work = new TestTasks(engine, vertx).blockingWork();
        intake =
                new ReportIntake(
                        work,
                        new JobRepositories(
                                site.integrator("manager"),
                                Stores.of(database.source()).jobs(),
                                work),
                        new BundleClient(vertx, new ProgrammerCalls(vertx, PeerProofs.none())));
        var accepted = TestJobs.jobOn(site.repository.toString(), TestJobs.subtask("a"));
        job = HeldJob.of(accepted, 1);
        var origin = site.origin(job.id());
        job.base = origin.base();
        var made =
                site.work(site.integrator("other"), origin, "a", origin.base(), Map.of("a", "2\n"));
        content = Files.readAllBytes(made.bundle().file());
        var attempt = attempt(1);
        var receipt =
                TestJobs.receipt(
                        attempt,
                        AttemptState.SUCCEEDED,
                        origin.base(),
                        made.commit(),
                        List.of(),
                        null);
        var bundle = new BundleRef(made.bundle().sha256(), content.length);
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

        assertThat(taken(take(job, report)).bundle()).isEqualTo(content);
        assertThat(requests).hasValue(3);
    }

    @Test
    void whatTheProgrammerDoesNotHaveIsNotAskedForAgain() {
        refusals = List.of(404);

        assertThat(reasonOfRefusal(take(job, report))).isEqualTo(FailureReason.PROGRAMMER_LOST);
        assertThat(requests).hasValue(1);
    }

    @Test
    void whatIsTooLargeIsNobodysFaultButTheSubtasks() {
        var bundle = new BundleRef("ab", BundleClient.MAX_BUNDLE_BYTES + 1);

        assertThat(reasonOfRefusal(take(job, with(report, bundle, null))))
                .isEqualTo(FailureReason.BUDGET_EXCEEDED);
        assertThat(requests).hasValue(0);
    }

    @Test
    void aLogThatIsNotToBeHadDoesNotHoldUpTheBundle() {
        refusals = List.of(404);

        var taken = taken(take(job, with(report, report.bundle(), new LogRef(SMALL, SMALL))));

        assertThat(taken.log()).isNull();
        assertThat(taken.bundle()).isEqualTo(content);
    }

    @Test
    void theLogOfARefusedReportIsNotHeld() {
        var tooLarge = new BundleRef("ab", BundleClient.MAX_BUNDLE_BYTES + 1);
        logBytes = (int) ReportIntake.MOST_LOG_BYTES;
        var log = new LogRef(logBytes, logBytes);

        reasonOfRefusal(take(job, with(report, tooLarge, log)));

        logBytes = SMALL;
        assertThat(log(attempt(2), job, SMALL)).isNotNull();
    }

    @Test
    void logsThatAreTooMuchTogetherAreLeftOutUntilOneIsReleased() {
        assertThat(log(attempt(1), job, SMALL)).isNotNull();

        assertThat(log(attempt(2), job, ReportIntake.MOST_LOG_BYTES)).isNull();
        assertThat(log(attempt(3), job, SMALL)).as("a small one").isNotNull();

        engine.execute(() -> intake.release(attempt(1)));
        engine.execute(() -> intake.release(attempt(3)));
        logBytes = (int) ReportIntake.MOST_LOG_BYTES;
        assertThat(log(attempt(2), job, logBytes)).isNotNull();
    }

    @Test
    void logsOfJobsThatAnotherManagerHasDoNotCount() {
        var other = HeldJob.of(TestJobs.job(TestJobs.subtask("a")), 1);
        logBytes = (int) ReportIntake.MOST_LOG_BYTES;
        assertThat(log(new AttemptId(other.id(), "a", 1), other, logBytes)).isNotNull();
        logBytes = SMALL;
        assertThat(log(attempt(1), job, SMALL)).isNull();

        other.isAbandoned = true;

        assertThat(log(attempt(1), job, SMALL)).isNotNull();
    }

    private AttemptId attempt(int number) {
        return new AttemptId(job.id(), "a", number);
    }

    private static Report with(
            Report report, @Nullable BundleRef bundle, @Nullable LogRef wholeLog) {
        return new Report(report.attempt(), report.state(), report.receipt(), bundle, "", wholeLog);
    }

    /** The log of a report that has no bundle; null if it is left out. */
    private byte @Nullable [] log(AttemptId attempt, HeldJob of, long announced) {
        var receipt =
                TestJobs.receipt(attempt, AttemptState.SUCCEEDED, null, null, List.of(), null);
        var log = new LogRef(announced, announced);
        return taken(take(of, new Report(attempt, receipt.state(), receipt, null, "", log))).log();
    }

    private static ReportIntake.Result.Taken taken(CompletableFuture<ReportIntake.Result> result) {
        return (ReportIntake.Result.Taken) TestRoom.await(result);
    }

    private static FailureReason reasonOfRefusal(CompletableFuture<ReportIntake.Result> result) {
        return ((ReportIntake.Result.Refused) TestRoom.await(result)).failure().reason();
    }

    private CompletableFuture<ReportIntake.Result> take(HeldJob of, Report report) {
        var view =
                TestProgrammer.view(
                        new AgentId("programmer-1"),
                        "http://127.0.0.1:" + server.actualPort(),
                        1,
                        1,
                        Liveness.ALIVE,
                        AgentState.IDLE,
                        1);
        var flight =
                new InFlightAttempt(report.attempt(), of, of.subtask(0), new Programmer(view), 0);
        var result = new CompletableFuture<ReportIntake.Result>();
        engine.execute(() -> intake.take(flight, report, result::complete));
        return result;
    }
}
