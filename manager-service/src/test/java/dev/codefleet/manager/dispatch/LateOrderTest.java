package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.TestJobs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attempt whose order and programmer seem to know nothing of each other. */
class LateOrderTest {
    @TempDir private Path directory;

    private TestSite site;
    private TestProgrammer programmer;

    @BeforeEach
    void open() {
        site = new TestSite(directory);
        programmer = site.programmer("programmer-1", 4);
        programmer.hold(order -> order.attempt().number() == 1);
        site.room.see(programmer.view(1));
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void whatMayStillComeIsCancelledBeforeItIsMadeAnew() throws Exception {
        var job = TestJobs.job(subtask("a"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        programmer.forgetAndCut();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        var first = "/v1/attempts/" + job.id() + ".a.1";
        assertThat(programmer.requests())
                .containsSubsequence(
                        "GET " + first + "/events",
                        "POST " + first + "/cancel",
                        "POST /v1/attempts");
    }

    @Test
    void whatComesAfterAllWasLostAndNotCancelled() throws Exception {
        var job = TestJobs.job(subtask("a"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        programmer.cutAndDenyOnce();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(site.subtasks(job.id()))
                .extracting(view -> view.effort().attempts())
                .containsExactly(2);
        assertThat(programmer.mostAtOnce()).as("never two at once").isEqualTo(1);
    }

    @Test
    void aProgrammerIsToldWhichBeatsWereHeardAndEachOnce() throws Exception {
        var job = TestJobs.job(subtask("a"), subtask("b"));
        site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 2));
        var heard = new AttemptId(job.id(), "a", 1);
        var progressed = site.room.said(job.id(), "progress");
        programmer.say(heard, new AttemptEvent.Beat(7));
        programmer.say(heard, new AttemptEvent.Progress("executor", 1));
        await(progressed);

        site.room.room.tellFollowing();
        site.room.room.tellFollowing();
        await(programmer.until(each -> !each.followings().isEmpty()));

        programmer.say(heard, new AttemptEvent.Beat(8));
        var again = site.room.said(job.id(), "progress");
        programmer.say(heard, new AttemptEvent.Progress("checks", 1));
        await(again);
        site.room.room.tellFollowing();
        await(programmer.until(each -> each.followings().size() == 2));
        assertThat(programmer.followings())
                .flatExtracting(Following::heard)
                .containsExactly(new Following.Heard(heard, 7), new Following.Heard(heard, 8));
    }
}
