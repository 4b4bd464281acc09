package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.TestJobs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next life of a manager makes of what an earlier one left. */
class NextLifeTest {
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
    void aNewLifeGoesOnWithWhatRuns() throws Exception {
        programmer.hold(order -> order.attempt().key().equals("a"));
        var job = TestJobs.job(subtask("a"), subtask("b"), subtask("c", "a", "b"));
        site.room.submit(job);
        await(programmer.until(each -> each.orders().size() == 2));

        site.liveAgain();
        var end = site.room.end(job.id());
        site.room.see(programmer.view(2));
        site.room.takeOver();
        await(
                programmer.until(each ->
                        each.requests().stream()
                                .anyMatch(request -> request.contains(".a.1/events"))));
        programmer.finish(new AttemptId(job.id(), "a", 1));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders("a")).hasSize(1);
        assertThat(programmer.orders("c")).hasSize(1);
        assertThat(programmer.orders("c").getFirst().sender().fence())
                .isGreaterThan(programmer.orders("a").getFirst().sender().fence());
    }

    @Test
    void whatEndedWhileNobodyWasThereIsCollected() throws Exception {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        site.die();
        programmer.finish(new AttemptId(job.id(), "a", 1));

        site.live();
        var end = site.room.end(job.id());
        site.room.takeOver();
        site.room.see(programmer.view(2));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders()).hasSize(1);
    }

    @Test
    void anOrderThatWasCommittedAndNotSentIsSentByTheNextLife() throws Exception {
        var job = TestJobs.job(subtask("a"));
        var sent = programmer.until(each -> !each.orders().isEmpty());
        programmer.loseOrders(1);
        site.room.submit(job);
        await(sent);

        site.liveAgain();
        var end = site.room.end(job.id());
        site.room.see(programmer.view(2));
        site.room.takeOver();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders())
                .extracting(Order::attempt)
                .containsOnly(new AttemptId(job.id(), "a", 1));
    }

    @Test
    void aNewLifeStopsWhatWasAskedToStop() throws Exception {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"), subtask("b", "a"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));
        site.die();
        site.database.execute("UPDATE job SET cancel_requested = true");

        site.live();
        var end = site.room.end(job.id());
        site.room.takeOver();
        site.room.settle();
        site.room.see(programmer.view(2));

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        assertThat(programmer.running()).isEmpty();
    }

    @Test
    void anOrderThatWasNotSentIsNotSentToBeCancelled() throws Exception {
        var job = TestJobs.job(subtask("a"));
        var sent = programmer.until(each -> !each.orders().isEmpty());
        programmer.loseOrders(1);
        site.room.submit(job);
        await(sent);
        site.die();
        site.database.execute("UPDATE job SET cancel_requested = true");

        site.live();
        var end = site.room.end(job.id());
        site.room.see(programmer.view(2));
        site.room.takeOver();

        assertThat(await(end)).isEqualTo(JobState.CANCELLED);
        assertThat(programmer.orders()).hasSize(1);
    }
}
