package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.manager.TestJobs;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many attempts are under way at once, of a job and on a programmer. */
class SlotUseTest {
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
    void maxWorkersBoundsWhatRunsAtOnce() throws SQLException {
        programmer.hold(order -> true);
        site.room.see(programmer.view(1));
        var job =
                TestJobs.job(
                        TestJobs.id(),
                        List.of(subtask("a"), subtask("b"), subtask("c"), subtask("d")),
                        2,
                        null);
        var end = site.room.submit(job);
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
    void attemptsOfAJobThatHasJustEndedBlockNothing() throws SQLException {
        var small = site.programmer("programmer-0", 1);
        site.room.see(small.view(1));
        var first = TestJobs.job(subtask("a"));
        await(site.room.submit(first));
        site.room.see(small.view(2, new AttemptId(first.id(), "a", 1).toString()));

        assertThat(await(site.room.submit(TestJobs.job(subtask("b")))))
                .isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void attemptsOfOthersTakeTheirSlots() throws SQLException {
        var small = site.programmer("programmer-0", 1);
        site.room.see(small.view(1, "otherjob.a.1", "not an attempt's id"));
        var end = site.room.submit(TestJobs.job(subtask("a")));
        site.room.settle();
        assertThat(small.orders()).isEmpty();

        site.room.see(small.view(2));

        assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
    }
}
