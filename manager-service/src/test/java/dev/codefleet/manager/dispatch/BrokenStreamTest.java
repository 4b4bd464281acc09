package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.TestJobs;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts whose streams end without a report. */
class BrokenStreamTest {
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
    void aCutStreamIsAttachedAgainWhereItEnded() throws SQLException {
        programmer.hold(order -> true);
        var job = TestJobs.job(subtask("a"));
        var end = site.room.submit(job);
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
        var job = TestJobs.job(subtask("a"));
        var end = site.room.submit(job);
        await(programmer.until(each -> each.running().size() == 1));

        programmer.forgetAndCut();

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
        assertThat(programmer.orders())
                .extracting(order -> order.attempt().number())
                .containsExactly(1, 2);
    }
}
