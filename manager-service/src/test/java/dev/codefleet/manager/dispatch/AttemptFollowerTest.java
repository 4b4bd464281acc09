package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.programmers.LossRule;
import dev.codefleet.manager.programmers.Programmer;
import dev.codefleet.manager.programmers.ProgrammerCalls;
import dev.codefleet.manager.programmers.ProgrammerClient;
import dev.codefleet.manager.programmers.StreamReader;
import dev.codefleet.registryclient.PeerProofs;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One attempt over real HTTP. */
class AttemptFollowerTest {
    private static final Vertx vertx = Vertx.vertx();

    /** What comes after a test's end is nobody's any more. */
    private final ExecutorService engine =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    new ThreadPoolExecutor.DiscardPolicy());

    private final TestProgrammer programmer = new TestProgrammer(vertx, "programmer-1", 1);
    private final HeldJob job = HeldJob.of(TestJobs.job(TestJobs.subtask("a")), 1);
    private final AttemptId attempt = new AttemptId(job.id(), "a", 1);
    private final AtomicLong nanos = new AtomicLong();
    private final Heard heard = new Heard();

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        engine.shutdownNow();
        programmer.close();
    }

    @Test
    void anOrderIsTakenAndItsReportComes() {
        engine.execute(follower(programmer.url())::send);

        assertThat(await(heard.last)).isEqualTo("reported SUCCEEDED");
        assertThat(heard.all).containsExactly("accepted", "reported SUCCEEDED");
        assertThat(programmer.orders()).containsExactly(order());
    }

    @Test
    void aRefusalIsToldWithItsCode() {
        programmer.refuse(order -> Optional.of(ProgrammerProblems.slotsFull(1)));
        engine.execute(follower(programmer.url())::send);

        assertThat(await(heard.last)).isEqualTo("refused 429 SLOTS_FULL");
    }

    @Test
    void aPortThatNobodyListensOnNeverHadTheOrder() throws Exception {
        engine.execute(follower("http://127.0.0.1:" + closedPort())::send);

        assertThat(await(heard.last)).isEqualTo("unreachable");
    }

    @Test
    void aCutStreamGoesOnAfterTheLastEventThatCame() {
        programmer.hold(order -> true);
        engine.execute(follower(programmer.url())::send);
        await(heard.accepted);
        programmer.say(attempt, new AttemptEvent.Progress("executor", 1));
        await(heard.progressed);

        programmer.cut();
        await(programmer.until(each -> each.requests().size() == 2));
        programmer.finish(attempt);

        assertThat(await(heard.last)).isEqualTo("reported SUCCEEDED");
        assertThat(heard.all)
                .containsExactly("accepted", "progressed executor", "reported SUCCEEDED");
    }

    /** A programmer that is paused, or whose machine is gone, closes nothing. */
    @Test
    void aStreamThatFallsSilentIsAttachedAgain() {
        programmer.hold(order -> true);
        var impatient =
                new ProgrammerClient(
                        vertx,
                        new ProgrammerCalls(vertx, PeerProofs.none()),
                        Duration.ofMillis(200));
        engine.execute(follower(programmer.url(), heard, impatient)::send);
        await(heard.accepted);

        await(programmer.until(each -> each.requests().size() == 2));
        programmer.finish(attempt);

        assertThat(await(heard.last)).isEqualTo("reported SUCCEEDED");
        assertThat(heard.all).containsExactly("accepted", "reported SUCCEEDED");
    }

    @Test
    void anAttemptThatIsNotKnownAnyMoreIsLost() {
        programmer.hold(order -> true);
        engine.execute(follower(programmer.url())::send);
        await(heard.accepted);

        programmer.forgetAndCut();

        assertThat(await(heard.last)).contains("lost").contains("does not know");
        assertThat(programmer.orders()).hasSize(1);
    }

    /** It looks at orders before it looks at fences: the earlier order may have been taken. */
    @Test
    void aRepeatedOrderThatIsRefusedForWhatItSaysIsLookedFor() {
        programmer.hold(order -> true);
        programmer.refuse(order ->
                Optional.of(
                        ProgrammerProblems.bundleMissing(
                                "a".repeat(64), "source.bundles[0].sha256")));
        var flight = flight(programmer.url());
        flight.isRepeated = true;
        var client = new ProgrammerClient(vertx, new ProgrammerCalls(vertx, PeerProofs.none()));
        var follower =
                new AttemptFollower(
                        flight, order(), client, new TestTasks(engine, vertx), nanos::get, heard);

        engine.execute(follower::sendAgain);

        assertThat(await(heard.last)).contains("lost").contains("does not know");
        assertThat(programmer.requests()).hasSize(3).last().asString().endsWith("/cancel");
    }

    @Test
    void anAttemptWhoseProgrammerHasEndedIsLostAfterTwoRefusedConnections() throws Exception {
        engine.execute(follower("http://127.0.0.1:" + closedPort())::attach);

        assertThat(await(heard.last)).contains("lost").contains("refuses connections");
    }

    @Test
    void aCutNetworkIsNoRefusal() throws Exception {
        var follower = brokenFollower();
        for (int times = 0; times < 10; times++) {
            onEngine(() -> follower.unreachable(false));
        }
        onEngine(() -> follower.unreachable(true));
        onEngine(() -> follower.unreachable(false));
        onEngine(() -> follower.unreachable(true));
        onEngine(follower::broken);
        onEngine(() -> follower.unreachable(true));
        assertThat(heard.all).isEmpty();

        onEngine(() -> follower.unreachable(true));

        assertThat(await(heard.last)).contains("refuses connections");
    }

    @Test
    void silenceIsBornForTwoAndAHalfMinutes() throws Exception {
        var follower = brokenFollower();
        nanos.addAndGet(LossRule.LONGEST_SILENCE.toNanos() - 1);
        onEngine(() -> follower.unreachable(false));
        assertThat(heard.all).isEmpty();

        nanos.incrementAndGet();
        onEngine(() -> follower.unreachable(false));

        assertThat(await(heard.last)).contains("no contact for 150 s");
    }

    @Test
    void anAnswerOfAnyKindIsContact() throws Exception {
        var follower = brokenFollower();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        onEngine(() ->
                follower.refused(new StreamReader.Refusal(503, "NOT_READY", "later", null, null)));
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        onEngine(() -> follower.unreachable(false));

        assertThat(heard.all).isEmpty();
    }

    @Test
    void whatWasAbandonedSaysNothingMore() throws Exception {
        programmer.hold(order -> true);
        var follower = follower(programmer.url());
        engine.execute(follower::send);
        await(heard.accepted);

        onEngine(follower::abandon);
        programmer.finish(attempt);
        programmer.cut();
        var other = new Heard();
        engine.execute(follower(programmer.url(), other)::attach);

        assertThat(await(other.last)).isEqualTo("reported SUCCEEDED");
        assertThat(heard.all).containsExactly("accepted");
    }

    /** Its timers never come, because what they are to run is not run. */
    private AttemptFollower brokenFollower() throws Exception {
        var url = "http://127.0.0.1:" + closedPort();
        var follower =
                new AttemptFollower(
                        flight(url),
                        order(),
                        new ProgrammerClient(vertx, new ProgrammerCalls(vertx, PeerProofs.none())),
                        new TestTasks(_ -> {}, vertx),
                        nanos::get,
                        heard);
        onEngine(follower::broken);
        return follower;
    }

    private AttemptFollower follower(String url) {
        return follower(url, heard);
    }

    private AttemptFollower follower(String url, Heard listener) {
        return follower(
                url,
                listener,
                new ProgrammerClient(vertx, new ProgrammerCalls(vertx, PeerProofs.none())));
    }

    private AttemptFollower follower(String url, Heard listener, ProgrammerClient client) {
        return new AttemptFollower(
                flight(url), order(), client, new TestTasks(engine, vertx), nanos::get, listener);
    }

    private InFlightAttempt flight(String url) {
        var view =
                TestProgrammer.view(
                        new AgentId("programmer-1"), url, 1, 1, Liveness.ALIVE, AgentState.IDLE, 1);
        return new InFlightAttempt(attempt, job, job.subtask(0), new Programmer(view), 0);
    }

    private Order order() {
        var spec = job.subtask(0).spec;
        return new Order(
                attempt,
                new Order.Sender(1, 0, new AgentId("manager-1")),
                new Order.Task(
                        spec.title(), null, spec.executor(), List.of(), List.of(), spec.limits()),
                null,
                null,
                List.of());
    }

    private void onEngine(Runnable task) throws Exception {
        engine.submit(task).get();
    }

    private static int closedPort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Writes down what it is told. */
    private static final class Heard implements AttemptFollower.Listener {
        final List<String> all = new CopyOnWriteArrayList<>();
        final CompletableFuture<String> accepted = new CompletableFuture<>();
        final CompletableFuture<String> progressed = new CompletableFuture<>();
        final CompletableFuture<String> last = new CompletableFuture<>();

        @Override
        public void accepted(InFlightAttempt flight) {
            all.add("accepted");
            accepted.complete("accepted");
        }

        @Override
        public void progressed(InFlightAttempt flight, AttemptEvent.Progress progress) {
            all.add("progressed " + progress.phase());
            progressed.complete(progress.phase());
        }

        @Override
        public void logged(InFlightAttempt flight, AttemptEvent.Log log) {
            all.add("logged");
        }

        @Override
        public void reported(InFlightAttempt flight, AttemptEvent.Report report) {
            end("reported " + report.state());
        }

        @Override
        public void refused(InFlightAttempt flight, StreamReader.Refusal refusal) {
            end("refused " + refusal.status() + " " + refusal.code());
        }

        @Override
        public void unreachable(InFlightAttempt flight) {
            end("unreachable");
        }

        @Override
        public void lost(InFlightAttempt flight, String why) {
            end("lost: " + why);
        }

        @Override
        public void unsendable(InFlightAttempt flight, Failure failure) {
            end("unsendable");
        }

        private void end(String what) {
            all.add(what);
            last.complete(what);
        }
    }
}
