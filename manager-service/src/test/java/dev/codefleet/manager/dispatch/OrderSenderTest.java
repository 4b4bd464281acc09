package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.integrate.Site;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.programmers.BundleClient;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.ReportAcknowledgements;
import dev.codefleet.manager.programmers.StreamReader;
import dev.codefleet.registryclient.PeerProofs;
import dev.codefleet.web.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bringing a programmer the commit that a subtask starts from, over real HTTP. */
class OrderSenderTest {
    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.fresh();
    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final CompletableFuture<String> told = new CompletableFuture<>();

    @TempDir private Path directory;

    private HttpServer server;
    private OrderSender orders;
    private HeldJob job;

    @BeforeEach
    void open() throws Exception {
        var site = new Site(directory);
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            boolean isQuestion = request.method() == HttpMethod.HEAD;
                            request.response().setStatusCode(isQuestion ? 404 : 507).end();
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        var accepted =
                TestJobs.jobOn(
                        site.repository.toString(),
                        TestJobs.subtask("a"),
                        checked(TestJobs.subtask("b", "a")));
        job = HeldJob.of(accepted, 1);
        var origin = site.origin(job.id());
        job.base = origin.base();
        var integrator = site.integrator("manager");
        job.subtask(1).start =
                site.done(integrator, origin, "a", origin.base(), Map.of("a", "2\n")).commit();
        var calls = new ProgrammerCalls(vertx, PeerProofs.none());
        var bundles = new BundleClient(vertx, calls);
        var tasks = new TestTasks(engine, vertx);
        var work = tasks.blockingWork();
        orders =
                new OrderSender(
                        tasks,
                        new JobRepositories(integrator, Stores.of(database.source()).jobs(), work),
                        bundles,
                        new ProgrammerClient(vertx, calls),
                        new ReportAcknowledgements(),
                        new Told(),
                        () -> true,
                        Ticker.system(),
                        new AgentId("manager-1"));
    }

    @AfterEach
    void close() {
        engine.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        database.close();
    }

    @Test
    void aProgrammerThatDoesNotTakeABundleCostsTheSubtaskATry() {
        orders.send(flight());

        assertThat(TestRoom.await(told)).isEqualTo("unsendable " + FailureReason.REFUSED);
    }

    @Test
    void aProgrammerThatIsNotThereCostsNothing() {
        var flight = flight();
        server.close().toCompletionStage().toCompletableFuture().join();

        orders.send(flight);

        assertThat(TestRoom.await(told)).isEqualTo("unreachable");
    }

    private InFlightAttempt flight() {
        var view =
                TestProgrammer.view(
                        new AgentId("programmer-1"),
                        "http://127.0.0.1:" + server.actualPort(),
                        1,
                        1,
                        Liveness.ALIVE,
                        AgentState.IDLE,
                        1);
        return new InFlightAttempt(
                new AttemptId(job.id(), "b", 1), job, job.subtask(1), new Programmer(view), 0);
    }

    private static PlannedSubtask checked(PlannedSubtask subtask) {
        return new PlannedSubtask(
                subtask.key(),
                subtask.title(),
                subtask.goal(),
                subtask.dependsOn(),
                subtask.priority(),
                subtask.lane(),
                subtask.files(),
                List.of("true"),
                subtask.executor(),
                subtask.limits(),
                PlannedSubtask.Suggestions.NONE);
    }

    /** What becomes of the order, in a word or two. */
    private final class Told implements AttemptFollower.Listener {
        @Override
        public void accepted(InFlightAttempt flight) {
            told.complete("accepted");
        }

        @Override
        public void progressed(InFlightAttempt flight, AttemptEvent.Progress progress) {
            told.complete("progressed");
        }

        @Override
        public void logged(InFlightAttempt flight, AttemptEvent.Log log) {
            told.complete("logged");
        }

        @Override
        public void reported(InFlightAttempt flight, AttemptEvent.Report report) {
            told.complete("reported");
        }

        @Override
        public void refused(InFlightAttempt flight, StreamReader.Refusal refusal) {
            told.complete("refused " + refusal.code());
        }

        @Override
        public void unreachable(InFlightAttempt flight) {
            told.complete("unreachable");
        }

        @Override
        public void lost(InFlightAttempt flight, String why) {
            told.complete("lost");
        }

        @Override
        public void unsendable(InFlightAttempt flight, Failure failure) {
            told.complete("unsendable " + failure.reason());
        }
    }
}
