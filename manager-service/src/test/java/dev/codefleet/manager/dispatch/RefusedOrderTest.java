package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.schedule.RetryPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of orders that programmers do not take. */
class RefusedOrderTest {
    private static final Problem FULL = ProgrammerProblems.slotsFull(4);

    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 4);
        site.room.see(programmer.view(1));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void anOrderThatIsWrongItselfFailsItsSubtaskAtOnce() throws Exception {
        programmer.refuse(order ->
                Optional.of(
                        ProgrammerProblems.invalidOrder(
                                order.attempt(), ProgrammerProblems.noProgram())));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(programmer.orders()).hasSize(1);
        assertThat(site.subtask(job.id(), "b").state()).isEqualTo(SubtaskState.SKIPPED);
        var failure = Objects.requireNonNull(site.subtask(job.id(), "a").failure());
        assertThat(failure.reason()).isEqualTo(FailureReason.INVALID_PLAN);
        assertThat(failure.message())
                .contains(
                        "programmer-1",
                        "The order for " + job.id() + ".a.1 is wrong in 1 places.",
                        "executor.argv names no program (a program and its arguments)");
    }

    @Test
    void aLogEndsOnceTheEndOfItsAttemptIsCommitted() throws Exception {
        programmer.refuse(order ->
                Optional.of(
                        ProgrammerProblems.invalidOrder(
                                order.attempt(), ProgrammerProblems.noProgram())));
        var job = TestJobs.job(subtask("a"));
        var isCommitted = site.room.endOfLog(new AttemptId(job.id(), "a", 1));

        site.room.submit(job);

        assertThat(await(isCommitted)).isTrue();
    }

    @Test
    void aProgrammerThatCannotTakeOrdersNowIsTriedAgainWithoutAnyNewsOfIt() throws Exception {
        var busy = Problem.of(503, "Unavailable", "UNAVAILABLE", "The service is busy; try again.");
        programmer.refuse(order -> Optional.of(busy));
        var job = TestJobs.job(subtask("a"));
        var refused = site.room.said(job.id(), "refusal");
        var end = site.room.submit(job);
        await(refused);

        programmer.refuse(order -> Optional.empty());

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void anOrderOfAnEpochThatIsOverIsSentAgainWithThePresentOne() throws Exception {
        programmer.epoch(7);
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertThat(site.subtask(job.id(), "a").effort().attempts()).isEqualTo(1);
        assertThat(programmer.orders()).as("asked once for its epoch").hasSize(3);
    }

    @Test
    void aBundleThatIsMissingAgainAndAgainFailsTheSubtaskInTheEnd() throws Exception {
        var missing = ProgrammerProblems.bundleMissing("a".repeat(64), "source.bundles[0].sha256");
        programmer.refuse(order -> Optional.of(missing));
        var job = TestJobs.job(subtask("a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(programmer.orders()).hasSize(RetryPolicy.INFRASTRUCTURE_CAP);
        var failure = Objects.requireNonNull(site.subtask(job.id(), "a").failure());
        assertThat(failure.reason()).isEqualTo(FailureReason.REFUSED);
        assertThat(failure.message()).contains(missing.detail());
    }

    @Test
    void aFullProgrammerIsNotAskedAgainBeforeItsNextBeat() throws SQLException {
        var full = site.programmer("programmer-0", 4);
        full.refuse(order -> Optional.of(FULL));
        site.room.see(full.view(1), programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        IntStream.range(0, 50).mapToObj(number -> subtask("s" + number)).toList());

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertThat(full.orders().size()).isLessThanOrEqualTo(4);
        assertThat(site.subtasks(job.id()))
                .allSatisfy(each -> assertThat(each.effort().attempts()).isEqualTo(1));
    }

    @Test
    void aRefusedOrderWaitsForTheNextBeatWhereThereIsNobodyElse() throws SQLException {
        programmer.refuse(order -> Optional.of(FULL));
        var job = TestJobs.job(subtask("a"));
        var refused = site.room.said(job.id(), "refusal");
        var end = site.room.submit(job);
        await(refused);
        programmer.refuse(order -> Optional.empty());

        site.room.see(programmer.view(2));

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
        site.room.see(dead, programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        IntStream.range(0, 30).mapToObj(number -> subtask("s" + number)).toList());

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        var orders =
                site.room.log(job.id()).stream()
                        .filter(event -> "order".equals(event.body().get("what")))
                        .toList();
        assertThat(orders).filteredOn(event -> "programmer-0".equals(event.to())).hasSize(1);
        assertThat(site.subtasks(job.id()))
                .allSatisfy(each -> assertThat(each.effort().attempts()).isEqualTo(1));
    }

    private static int closedPort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
