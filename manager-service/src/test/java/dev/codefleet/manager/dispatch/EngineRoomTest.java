package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.NewJob;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with all its parts, a real PostgreSQL, and programmers over real HTTP. */
class EngineRoomTest {
    private static final Problem FULL = Problem.of(429, "Full", "SLOTS_FULL", "no slot is free");

    private static Vertx vertx;

    @TempDir private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestDatabase database;
    private TestRoom room;
    private TestProgrammer programmer;

    @BeforeAll
    static void openVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        room = new TestRoom(database, vertx, directory);
        programmer = programmer("programmer-1", 4);
    }

    @AfterEach
    void close() throws Exception {
        room.close();
        for (var each : opened) {
            each.close();
        }
        database.close();
    }

    @Test
    void aDiamondRunsInOrder() throws SQLException {
        room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        subtask("a"), subtask("b", "a"), subtask("c", "a"), subtask("d", "b", "c"));

        assertThat(await(room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        var keys = programmer.orders().stream().map(order -> order.attempt().key()).toList();
        assertThat(keys).hasSize(4).startsWith("a").endsWith("d");
        assertThat(subtasks(job.id()))
                .allSatisfy(each -> {
                    assertThat(each.state()).isEqualTo(SubtaskState.SUCCEEDED);
                    assertThat(each.attempts()).isEqualTo(1);
                    assertThat(each.programmer()).isEqualTo(programmer.id());
                });
        var view = room.view(job.id());
        assertThat(view.workMs()).isEqualTo(400);
        assertThat(view.slots()).isEqualTo(4);
        assertThat(view.makespanMs()).isNotNull();
        assertThat(room.stores.views().receipts(job.id(), "", 0, 10))
                .extracting(Receipt::attempt)
                .hasSize(4);
        assertThat(room.log(job.id()))
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, room.log(job.id()).size()).boxed().toList());
    }

    @Test
    void aFailedCheckIsTriedAgainWithItsFeedback() throws SQLException {
        programmer.outcome(order ->
                order.attempt().number() == 1
                        ? Optional.of(Failure.of(FailureReason.CHECK_FAILED, "the check said no"))
                        : Optional.empty());
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));

        assertThat(await(room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertThat(programmer.orders())
                .extracting(Order::feedback)
                .satisfiesExactly(
                        first -> assertThat(first).isNull(),
                        second -> assertThat(second).contains("the check said no"));
        assertThat(subtasks(job.id()).getFirst().attempts()).isEqualTo(2);
    }

    @Test
    void whatFailsForGoodSkipsItsDependentsAndFailsTheJob() throws SQLException {
        programmer.outcome(order ->
                order.attempt().key().equals("b")
                        ? Optional.of(Failure.of(FailureReason.EXECUTOR_ERROR, "it broke"))
                        : Optional.empty());
        room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        subtask("a"),
                        subtask("b", "a"),
                        subtask("c", "b"),
                        subtask("d", "c"),
                        subtask("e", "a"));

        assertThat(await(room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(states(job.id()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "a",
                                SubtaskState.SUCCEEDED,
                                "b",
                                SubtaskState.FAILED,
                                "c",
                                SubtaskState.SKIPPED,
                                "d",
                                SubtaskState.SKIPPED,
                                "e",
                                SubtaskState.SUCCEEDED));
        assertThat(programmer.orders("b")).hasSize(3);
        assertThat(subtasks(job.id()).get(3).failure())
                .satisfies(failure -> assertThat(failure.message()).contains("b -> c -> d"));
        assertThat(room.view(job.id()).failure())
                .satisfies(failure -> assertThat(failure.message()).contains("b", "it broke"));
    }

    @Test
    void aCancelledJobStopsWhatRunsAndStartsNothing() throws SQLException {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        List.of(subtask("a"), subtask("b"), subtask("c", "a")),
                        1,
                        null);
        var end = room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        room.cancel(job.id());

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        assertThat(programmer.orders()).hasSize(1);
        assertThat(programmer.running()).isEmpty();
        assertThat(subtasks(job.id()))
                .extracting(SubtaskView::state)
                .containsOnly(SubtaskState.CANCELLED);
    }

    @Test
    void anAttemptThatNobodyAskedToStopFailsItsSubtask() throws SQLException {
        programmer.outcome(
                order -> Optional.of(Failure.of(FailureReason.CANCELLED, "stopped by hand")));
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));

        assertThat(await(room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(states(job.id()))
                .isEqualTo(Map.of("a", SubtaskState.FAILED, "b", SubtaskState.SKIPPED));
    }

    @Test
    void thousandsOfSubtasksRunInAValidOrderOnManyProgrammers() throws SQLException {
        int size = 2_000;
        var random = new Random(42);
        var plan =
                IntStream.range(0, size).mapToObj(number -> randomSubtask(number, random)).toList();
        var programmers =
                IntStream.range(0, 10)
                        .mapToObj(number -> programmer("programmer-x" + number, 3))
                        .toList();
        room.see(programmers);
        var job = TestJobs.job(TestJobs.id(), plan);

        assertThat(await(room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertValidOrder(plan, room.log(job.id()));
        assertThat(programmers)
                .allSatisfy(each -> {
                    assertThat(each.mostAtOnce()).isBetween(1, 3);
                    assertThat(each.orders().size()).isGreaterThan(size / 20);
                });
        assertThat(room.view(job.id()).subtasks()).isEqualTo(Map.of(SubtaskState.SUCCEEDED, size));
    }

    @Test
    void maxWorkersBoundsWhatRunsAtOnce() throws SQLException {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        List.of(subtask("a"), subtask("b"), subtask("c"), subtask("d")),
                        2,
                        null);
        var end = room.submit(job);
        while (!end.isDone()) {
            await(
                    programmer.until(
                            each -> each.running().size() == 2 || each.orders().size() == 4));
            programmer.running().stream().limit(1).forEach(programmer::finish);
            if (programmer.orders().size() == 4) {
                programmer.running().forEach(programmer::finish);
                await(end);
            }
        }

        assertThat(programmer.mostAtOnce()).isEqualTo(2);
    }

    @Test
    void aFullProgrammerIsNotAskedAgainBeforeItsNextBeat() throws SQLException {
        var full = programmer("programmer-0", 4);
        full.refuse(order -> Optional.of(FULL));
        room.see(full.view(1), programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        IntStream.range(0, 50).mapToObj(number -> subtask("s" + number)).toList());

        assertThat(await(room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertThat(full.orders().size()).isLessThanOrEqualTo(4);
        assertThat(subtasks(job.id())).allSatisfy(each -> assertThat(each.attempts()).isEqualTo(1));
    }

    @Test
    void aRefusedOrderWaitsForTheNextBeatWhereThereIsNobodyElse() throws SQLException {
        programmer.refuse(order -> Optional.of(FULL));
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        var refused = room.said(job.id(), "refusal");
        var end = room.submit(job);
        await(refused);
        programmer.refuse(order -> Optional.empty());

        room.see(programmer.view(2));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders())
                .extracting(Order::attempt)
                .containsOnly(new AttemptId(job.id(), "a", 1));
    }

    @Test
    void aDeadAddressCostsNothingAndIsNotTriedAgain() throws Exception {
        var dead =
                TestProgrammer.view(
                        new AgentId("programmer-0"),
                        "http://127.0.0.1:" + closedPort(),
                        1,
                        1,
                        Liveness.ALIVE,
                        AgentState.IDLE,
                        1);
        room.see(dead, programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        IntStream.range(0, 30).mapToObj(number -> subtask("s" + number)).toList());

        assertThat(await(room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        var orders =
                room.log(job.id()).stream()
                        .filter(event -> "order".equals(event.body().get("what")))
                        .toList();
        assertThat(orders).filteredOn(event -> "programmer-0".equals(event.to())).hasSize(1);
        assertThat(subtasks(job.id())).allSatisfy(each -> assertThat(each.attempts()).isEqualTo(1));
    }

    @Test
    void aCutStreamIsAttachedAgainWhereItEnded() throws SQLException {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        var end = room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        programmer.cut();
        await(
                programmer.until(each ->
                        each.requests().stream()
                                .anyMatch(request -> request.startsWith("GET /v1/attempts/"))));
        programmer.finish(new AttemptId(job.id(), "a", 1));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders()).hasSize(1);
    }

    @Test
    void anAttemptThatItsProgrammerForgotIsMadeAnew() throws SQLException {
        programmer.hold(order -> order.attempt().number() == 1);
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        var end = room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        programmer.forgetAndCut();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders())
                .extracting(order -> order.attempt().number())
                .containsExactly(1, 2);
    }

    @Test
    void aNewLifeGoesOnWithWhatRuns() throws Exception {
        programmer.hold(order -> order.attempt().key().equals("a"));
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b"), subtask("c", "a", "b"));
        room.submit(job);
        await(programmer.until(each -> each.orders().size() == 2));

        liveAgain();
        var end = room.end(job.id());
        room.see(programmer.view(2));
        room.takeOver();
        await(
                programmer.until(each ->
                        each.requests().stream()
                                .anyMatch(request -> request.contains(".a.1/events"))));
        programmer.finish(new AttemptId(job.id(), "a", 1));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
        assertThat(programmer.orders("c")).hasSize(1);
        assertThat(programmer.orders("c").getFirst().fence())
                .isGreaterThan(programmer.orders("a").getFirst().fence());
    }

    @Test
    void whatEndedWhileNobodyWasThereIsCollected() throws Exception {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        room.close();
        programmer.finish(new AttemptId(job.id(), "a", 1));

        room = new TestRoom(database, vertx, directory);
        var end = room.end(job.id());
        room.takeOver();
        room.see(programmer.view(2));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders()).hasSize(1);
    }

    @Test
    void anOrderThatWasCommittedAndNotSentIsSentByTheNextLife() throws Exception {
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        var sent = programmer.until(each -> !each.orders().isEmpty());
        programmer.loseOrders(1);
        room.submit(job);
        await(sent);
        room.close();

        room = new TestRoom(database, vertx, directory);
        var end = room.end(job.id());
        room.see(programmer.view(2));
        room.takeOver();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders()).extracting(Order::attempt).containsOnly(attempt(job));
    }

    private static AttemptId attempt(NewJob job) {
        return new AttemptId(job.id(), "a", 1);
    }

    @Test
    void aNewLifeStopsWhatWasAskedToStop() throws Exception {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        room.close();
        database.execute("UPDATE job SET cancel_requested = true");

        room = new TestRoom(database, vertx, directory);
        var end = room.end(job.id());
        room.takeOver();
        room.settle();
        room.see(programmer.view(2));

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        assertThat(programmer.running()).isEmpty();
    }

    @Test
    void aJobThatAnotherManagerTookIsLeftToIt() throws SQLException {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        database.execute("UPDATE job SET owner = 'manager-2', fence = 99");
        var other = TestJobs.job(subtask("x"));

        programmer.finish(new AttemptId(job.id(), "a", 1));
        programmer.hold(order -> false);

        assertThat(await(room.submit(other))).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders("b")).isEmpty();
        assertThat(room.room.jobs).doesNotContainKey(job.id());
        assertThat(subtasks(job.id()).getFirst().state()).isEqualTo(SubtaskState.RUNNING);
        assertThat(programmer.orders("x").getFirst().acknowledge()).isEmpty();
    }

    @Test
    void aJobWhoseRowsAreNotAsBelievedIsTakenUpAgainAsItsRowsSay() throws SQLException {
        programmer.hold(order -> order.attempt().key().equals("a"));
        room.see(programmer.view(1));
        var other = TestJobs.job(subtask("x"), subtask("y", "x"));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        var end = room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        setState(job.id(), "a", "READY");

        programmer.finish(new AttemptId(job.id(), "a", 1));
        assertThat(await(room.submit(other))).isEqualTo(JobState.SUCCEEDED);
        setState(job.id(), "a", "RUNNING");
        room.takeUpMislaid();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
        assertThat(programmer.orders("b")).hasSize(1);
    }

    @Test
    void aJobWhoseEndCannotFollowWhatWasLostIsTakenUpAgain() throws SQLException {
        programmer.hold(order -> true);
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b"));
        var end = room.submit(job);
        await(programmer.until(each -> each.running().size() == 2));
        try (var other = database.source().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "UPDATE subtask SET state = 'READY' WHERE key = 'a' AND job = '"
                            + job.id()
                            + "'");
            programmer.finish(new AttemptId(job.id(), "a", 1));
            settleUntil(() -> !room.room.committer.isIdle());
            programmer.finish(new AttemptId(job.id(), "b", 1));
            settleUntil(() -> !room.room.jobs.containsKey(job.id()));
            other.commit();
        }
        settleUntil(() -> !room.room.mislaid.isEmpty());
        assertThat(room.view(job.id()).state()).isEqualTo(JobState.RUNNING);
        setState(job.id(), "a", "RUNNING");

        room.takeUpMislaid();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(room.view(job.id()).subtasks()).containsOnlyKeys(SubtaskState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
    }

    private void settleUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            room.settle();
        }
    }

    @Test
    void attemptsOfAJobThatHasJustEndedBlockNothing() throws SQLException {
        var small = programmer("programmer-0", 1);
        room.see(small.view(1));
        var first = TestJobs.job(subtask("a"));
        await(room.submit(first));
        room.see(small.view(2, new AttemptId(first.id(), "a", 1).toString()));

        assertThat(await(room.submit(TestJobs.job(subtask("b"))))).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void attemptsOfOthersTakeTheirSlots() throws SQLException {
        var small = programmer("programmer-0", 1);
        room.see(small.view(1, "otherjob.a.1", "not an attempt's id"));
        var end = room.submit(TestJobs.job(subtask("a")));
        room.settle();
        assertThat(small.orders()).isEmpty();

        room.see(small.view(2));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void acceptedReportsAreAcknowledgedWithTheNextOrder() throws SQLException {
        room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));

        await(room.submit(job));

        assertThat(programmer.orders("b").getFirst().acknowledge())
                .containsExactly(new AttemptId(job.id(), "a", 1));
        assertThat(room.room.acknowledgements.drain().get(programmer.url()))
                .containsExactly(new AttemptId(job.id(), "b", 1));
    }

    private void setState(JobId job, String key, String state) throws SQLException {
        database.execute(
                "UPDATE subtask SET state = '%s' WHERE job = '%s' AND key = '%s'"
                        .formatted(state, job, key));
    }

    private void liveAgain() throws InterruptedException {
        room.close();
        room = new TestRoom(database, vertx, directory);
    }

    private TestProgrammer programmer(String name, int slots) {
        var next = new TestProgrammer(vertx, name, slots);
        opened.add(next);
        return next;
    }

    private List<SubtaskView> subtasks(JobId job) throws SQLException {
        return room.stores.views().subtasks(job, -1, 10_000);
    }

    private Map<String, SubtaskState> states(JobId job) throws SQLException {
        var states = new HashMap<String, SubtaskState>();
        subtasks(job).forEach(each -> states.put(each.key(), each.state()));
        return states;
    }

    private static PlannedSubtask randomSubtask(int number, Random random) {
        var dependencies =
                random.ints(random.nextInt(4), 0, Math.max(1, number))
                        .filter(dependency -> dependency < number)
                        .distinct()
                        .mapToObj(dependency -> "s" + dependency)
                        .toArray(String[]::new);
        return subtask("s" + number, dependencies);
    }

    private static void assertValidOrder(List<PlannedSubtask> plan, List<JobEvent> log) {
        var ordered = new HashMap<Object, Long>();
        var reported = new HashMap<Object, Long>();
        for (var event : log) {
            if ("order".equals(event.body().get("what"))) {
                assertThat(ordered.put(event.body().get("subtask"), event.seq())).isNull();
            } else if ("report".equals(event.body().get("what"))) {
                assertThat(reported.put(event.body().get("subtask"), event.seq())).isNull();
            }
        }
        for (var subtask : plan) {
            var start = ordered.get(subtask.key());
            assertThat(start).isNotNull();
            assertThat(subtask.dependsOn())
                    .allSatisfy(on -> assertThat(reported.get(on)).isLessThan(start));
        }
    }

    private static int closedPort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
