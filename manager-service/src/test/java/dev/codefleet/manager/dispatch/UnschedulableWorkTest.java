package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.Unschedulable;
import dev.codefleet.contracttests.ProgrammerProblems;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.NewJob;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of subtasks that no programmer can take, and what becomes of them. */
class UnschedulableWorkTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 1);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void theReasonIsToldAfterAFewSeconds() throws Exception {
        site.room.see();
        var job = TestJobs.job(subtask("a"), subtask("b"), subtask("c", "a"));
        submit(job);
        look();
        assertThat(unschedulable(job.id())).as("at once").isNull();

        lookAfter(UnschedulableWork.NOTICE);

        var told = Objects.requireNonNull(unschedulable(job.id())).getFirst();
        assertThat(told.subtasks()).isEqualTo(2);
        assertThat(told.subtask()).isEqualTo("a");
        assertThat(told.reason()).isEqualTo("No programmer is registered. Start one.");
        assertThat(told.failsAt()).isNotNull();
        assertThat(said(job.id(), "unschedulable"))
                .singleElement()
                .satisfies(event -> assertThat(event.body()).containsEntry("subtask", "a"));
        assertThat(site.room.room.unschedulable.subtasks()).isEqualTo(2);
        assertThat(site.room.room.trouble())
                .isEqualTo("2 subtasks that nobody can take: " + told.reason());
    }

    @Test
    void nothingIsToldTwice() throws Exception {
        site.room.see();
        var job = TestJobs.job(subtask("a"));
        submit(job);
        look();

        lookAfter(UnschedulableWork.NOTICE);
        lookAfter(UnschedulableWork.NEWS);

        assertThat(said(job.id(), "unschedulable")).hasSize(1);
    }

    @Test
    void busySlotsAreNoReason() throws Exception {
        programmer.hold(order -> true);
        site.room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"), subtask("b"));
        submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        look();

        lookAfter(HOUR);

        assertThat(unschedulable(job.id())).isNull();
        assertThat(site.states(job.id())).containsEntry("b", SubtaskState.READY);
    }

    @Test
    void aProgrammerThatComesEndsTheWaitAndTheTelling() throws Exception {
        site.room.see();
        var job = TestJobs.job(subtask("a"));
        var end = submit(job);
        look();
        lookAfter(UnschedulableWork.NOTICE);
        programmer.hold(order -> true);

        site.room.see(programmer.view(1));
        await(programmer.until(each -> each.running().size() == 1));
        look();

        assertThat(unschedulable(job.id())).isNull();
        assertThat(said(job.id(), "schedulable")).hasSize(1);
        programmer.finish(programmer.running().getFirst());
        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void whatWaitsTooLongFailsWithTheReason() throws Exception {
        site.room.see();
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        var end = submit(job);
        look();

        lookAfter(HOUR);

        assertThat(await(end)).isEqualTo(JobState.FAILED);
        assertThat(site.subtask(job.id(), "a").failure())
                .isEqualTo(
                        Failure.of(
                                FailureReason.REFUSED,
                                "Nobody could take it for 1h. No programmer is registered. Start one."));
        assertThat(site.subtask(job.id(), "b").state()).isEqualTo(SubtaskState.SKIPPED);
        assertThat(unschedulable(job.id())).isNull();
    }

    @Test
    void withoutABoundItWaitsForEver() throws Exception {
        site.unschedulableTimeout = Duration.ZERO;
        site.liveAgain();
        site.room.see();
        var job = TestJobs.job(subtask("a"));
        submit(job);
        look();

        lookAfter(HOUR.multipliedBy(1_000));

        assertThat(site.states(job.id())).containsEntry("a", SubtaskState.READY);
        assertThat(Objects.requireNonNull(unschedulable(job.id())).getFirst().failsAt()).isNull();
    }

    @Test
    void anOrderThatWasRefusedWhereNobodyElseIsLeftFailsToo() throws Exception {
        var full = ProgrammerProblems.slotsFull(1);
        programmer.refuse(order -> Optional.of(full));
        site.room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        var refused = site.room.said(job.id(), "refusal");
        var end = submit(job);
        await(refused);
        site.room.see(programmer.view(2, Liveness.LOST, AgentState.FAILED));
        look();

        lookAfter(HOUR);

        assertThat(await(end)).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(site.subtask(job.id(), "a").failure()).message())
                .contains("1 is not heard by the registries");
        assertThat(site.room.room.attempts.size()).isZero();
    }

    @Test
    void anAttemptThatNoProgrammerIsLeftForAfterATakeoverFailsToo() throws Exception {
        programmer.hold(order -> true);
        site.room.see(programmer.view(1));
        var job = TestJobs.job(subtask("a"));
        submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        site.liveAgain();
        site.room.see();
        var end = site.room.end(job.id());
        site.room.takeOver();
        look();

        lookAfter(HOUR);

        assertThat(await(end)).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(site.subtask(job.id(), "a").failure()).message())
                .startsWith("Nobody could take it");
    }

    @Test
    void whoTakesTheJobOverGoesOnCounting() throws Exception {
        site.room.see();
        var job = TestJobs.job(subtask("a"));
        submit(job);
        look();
        lookAfter(UnschedulableWork.NOTICE);
        site.die();
        site.database.execute(
                "UPDATE job SET unschedulable = jsonb_set(unschedulable, '{0,since}',"
                        + " to_jsonb(to_char(now() AT TIME ZONE 'UTC' - interval '50 minutes',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')))");
        site.live();
        site.room.see();
        var end = site.room.end(job.id());
        site.room.takeOver();
        look();

        lookAfter(Duration.ofMinutes(11));

        assertThat(await(end)).isEqualTo(JobState.FAILED);
    }

    @Test
    void whoTakesTheJobOverFailsNothingAtOnceWhateverTheClocksSay() throws Exception {
        site.room.see();
        var job = TestJobs.job(subtask("a"));
        submit(job);
        look();
        lookAfter(UnschedulableWork.NOTICE);
        site.die();
        site.database.execute(
                "UPDATE job SET unschedulable = jsonb_set(unschedulable, '{0,since}', '\"2020-01-01T00:00:00Z\"')");
        site.live();
        site.room.see();
        var end = site.room.end(job.id());
        site.room.takeOver();
        look();

        lookAfter(UnschedulableWork.LEAST_LEFT.minusSeconds(5));
        assertThat(site.states(job.id())).containsEntry("a", SubtaskState.READY);
        site.room.see(programmer.view(1));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
    }

    private CompletableFuture<JobState> submit(NewJob job) throws SQLException {
        var end = site.room.submit(job);
        site.room.settle();
        return end;
    }

    private void lookAfter(Duration time) {
        site.room.pass(time);
        look();
    }

    /** Looks, and waits until what was found is written. */
    private void look() {
        site.room.room.lookForUnschedulable();
        site.room.settle();
        site.room.awaitCommit();
    }

    private @Nullable List<Unschedulable> unschedulable(JobId job) throws SQLException {
        return site.room.view(job).unschedulable();
    }

    private List<JobEvent> said(JobId job, String what) throws SQLException {
        return site.room.log(job).stream()
                .filter(event -> what.equals(event.body().get("what")))
                .toList();
    }
}
