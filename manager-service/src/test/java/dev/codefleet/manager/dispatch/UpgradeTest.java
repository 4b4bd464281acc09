package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an older version has written is gone on with by this one. */
class UpgradeTest {
    private static final JobId JOB = new JobId("oldjob000001");

    @TempDir private Path directory;

    @Test
    void aJobThatTheFirstVersionBeganIsFinished() throws Exception {
        var vertx = Vertx.vertx();
        try (var database = TestDatabase.ofVersion("1")) {
            database.execute(rows("/old/v1-rows.sql"));
            database.upgrade();
            finish(vertx, database);
        } finally {
            await(vertx.close().toCompletionStage().toCompletableFuture());
        }
    }

    private void finish(Vertx vertx, TestDatabase database) throws Exception {
        var waits = new BoundedRetries(Duration.ofSeconds(1), 9);
        try (var room = new TestRoom(database, vertx, directory, Duration.ofHours(1), waits);
                var programmer = new TestProgrammer(vertx, "programmer-1", 2)) {
            room.see(programmer.view(1));
            var end = room.end(JOB);
            room.takeOver();

            assertThat(await(end)).isEqualTo(JobState.SUCCEEDED);
            assertThat(programmer.orders())
                    .extracting(order -> order.attempt().toString())
                    .as("what was accepted is not done again")
                    .containsExactly("oldjob000001.b.1", "oldjob000001.c.1");
            assertThat(room.log(JOB)).element(1).matches(event -> event.seq() == 2);
            assertThat(room.stores.views().subtasks(JOB, -1, 10))
                    .hasSize(3)
                    .allSatisfy(subtask -> {
                        assertThat(subtask.state()).isEqualTo(SubtaskState.SUCCEEDED);
                        assertThat(subtask.effort().attempts()).isEqualTo(1);
                    });
        }
    }

    private static String rows(String name) throws IOException {
        try (var file = UpgradeTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
