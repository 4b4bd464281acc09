package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.programmers.ProgrammerAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with all its parts, a real PostgreSQL, and programmers over real HTTP. */
class JobManagerTest {
    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 4);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void aDiamondRunsInOrder() throws SQLException {
        site.room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        subtask("a"), subtask("b", "a"), subtask("c", "a"), subtask("d", "b", "c"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        var keys = programmer.orders().stream().map(order -> order.attempt().key()).toList();
        assertThat(keys).hasSize(4).startsWith("a").endsWith("d");
        assertThat(site.subtasks(job.id()))
                .allSatisfy(each -> {
                    assertThat(each.state()).isEqualTo(SubtaskState.SUCCEEDED);
                    assertThat(each.effort().attempts()).isEqualTo(1);
                    assertThat(each.effort().programmer()).isEqualTo(programmer.id());
                });
        var view = site.room.view(job.id());
        assertThat(view.parallelism().workMs()).isEqualTo(400);
        assertThat(view.parallelism().slots()).isEqualTo(4);
        assertThat(view.times().makespanMs()).isNotNull();
        assertThat(site.room.stores.views().receipts(job.id(), "", 0, 10))
                .extracting(Receipt::attempt)
                .hasSize(4);
        assertThat(site.room.log(job.id()))
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, site.room.log(job.id()).size()).boxed().toList());
    }

    @Test
    void aFailedCheckIsTriedAgainWithItsFeedback() throws SQLException {
        programmer.outcome(order ->
                order.attempt().number() == 1
                        ? Optional.of(Failure.of(FailureReason.CHECK_FAILED, "the check said no"))
                        : Optional.empty());
        site.room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertThat(programmer.orders())
                .extracting(Order::feedback)
                .satisfiesExactly(
                        first -> assertThat(first).isNull(),
                        second -> assertThat(second).contains("the check said no"));
        assertThat(site.subtasks(job.id()).getFirst().effort().attempts()).isEqualTo(2);
    }

    @Test
    void whatFailsForGoodSkipsItsDependentsAndFailsTheJob() throws SQLException {
        programmer.outcome(order ->
                order.attempt().key().equals("b")
                        ? Optional.of(Failure.of(FailureReason.EXECUTOR_ERROR, "it broke"))
                        : Optional.empty());
        site.room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        subtask("a"),
                        subtask("b", "a"),
                        subtask("c", "b"),
                        subtask("d", "c"),
                        subtask("e", "a"));

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.FAILED);

        assertThat(site.states(job.id()))
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
        assertThat(site.subtasks(job.id()).get(3).failure())
                .satisfies(failure -> assertThat(failure.message()).contains("b -> c -> d"));
        assertThat(site.room.view(job.id()).failure())
                .satisfies(failure -> assertThat(failure.message()).contains("b", "it broke"));
    }

    @Test
    void thousandsOfSubtasksRunInAValidOrderOnManyProgrammers() throws SQLException {
        int size = 2_000;
        var random = new Random(42);
        var plan =
                IntStream.range(0, size).mapToObj(number -> randomSubtask(number, random)).toList();
        var programmers =
                IntStream.range(0, 10)
                        .mapToObj(number -> site.programmer("programmer-x" + number, 3))
                        .toList();
        site.room.see(programmers);
        var job = TestJobs.job(TestJobs.id(), plan);

        assertThat(await(site.room.submit(job))).isEqualTo(JobState.SUCCEEDED);

        assertValidOrder(plan, site.room.log(job.id()));
        assertThat(programmers)
                .allSatisfy(each -> {
                    assertThat(each.mostAtOnce()).isBetween(1, 3);
                    assertThat(each.orders().size()).isGreaterThan(size / 20);
                });
        assertThat(site.room.view(job.id()).subtasks())
                .isEqualTo(Map.of(SubtaskState.SUCCEEDED, size));
    }

    @Test
    void acceptedReportsAreAcknowledgedWithTheNextOrder() throws SQLException {
        site.room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));

        await(site.room.submit(job));
        // The end is told at its commit, and what else follows from it on the engine's thread.
        site.room.settle();

        assertThat(programmer.orders("b").getFirst().acknowledge())
                .containsExactly(new AttemptId(job.id(), "a", 1));
        assertThat(
                        site.room
                                .room
                                .acknowledgements
                                .drain()
                                .get(ProgrammerAddress.of(programmer.view(1))))
                .containsExactly(new AttemptId(job.id(), "b", 1));
    }

    @Test
    void theJobsOfAKeyAreCountedUntilTheyEndAlsoThoseOfAnotherManager() throws Exception {
        var first = TestJobs.jobOf("anna", subtask("a"));
        site.room.submit(first);
        site.room.submit(TestJobs.jobOf("otto", subtask("a")));
        site.room.settle();
        assertThat(site.room.room.isFullFor("anna")).isFalse();

        var second = TestJobs.jobOf("anna", subtask("a"));
        site.room.submit(second);
        site.room.settle();
        assertThat(site.room.room.isFullFor("anna")).isTrue();
        assertThat(site.room.room.isFullFor("otto")).isFalse();

        site.liveAgain();
        assertThat(site.room.room.isFullFor("anna")).isFalse();
        var ends = List.of(site.room.end(first.id()), site.room.end(second.id()));
        site.room.takeOver();
        site.room.settle();
        assertThat(site.room.room.isFullFor("anna")).isTrue();

        site.room.see(programmer.view(1));
        ends.forEach(TestRoom::await);
        site.room.settle();
        assertThat(site.room.room.isFullFor("anna")).isFalse();
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
}
