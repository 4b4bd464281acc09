package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.manager.TestDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A database, one life of a manager after the other, and the programmers that it knows. */
final class TestSite implements AutoCloseable {
    final TestDatabase database = TestDatabase.fresh();
    final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private int lives;

    /** Of the next life. */
    Duration unschedulableTimeout = Duration.ofHours(1);

    /** Of the next life. */
    BoundedRetries repositoryWaits = new BoundedRetries(Duration.ofSeconds(1), 9);

    private final List<TestProgrammer> programmers = new ArrayList<>();
    TestRoom room;

    TestSite(Path directory) {
        this.directory = directory;
        this.room = nextLife();
    }

    TestProgrammer programmer(String name, int slots) {
        var programmer = new TestProgrammer(vertx, name, slots);
        programmers.add(programmer);
        return programmer;
    }

    /** Ends the manager's life and begins its next one, on another machine. */
    void liveAgain() throws InterruptedException {
        die();
        live();
    }

    void die() throws InterruptedException {
        room.close();
    }

    void live() {
        room = nextLife();
    }

    private TestRoom nextLife() {
        return new TestRoom(
                database,
                vertx,
                directory.resolve("life-" + ++lives),
                unschedulableTimeout,
                repositoryWaits);
    }

    List<SubtaskView> subtasks(JobId job) throws SQLException {
        return room.stores.views().subtasks(job, -1, 10_000);
    }

    SubtaskView subtask(JobId job, String key) throws SQLException {
        return Objects.requireNonNull(byKey(job, Function.identity()).get(key));
    }

    Map<String, SubtaskState> states(JobId job) throws SQLException {
        return byKey(job, SubtaskView::state);
    }

    private <T> Map<String, T> byKey(JobId job, Function<SubtaskView, T> value)
            throws SQLException {
        return subtasks(job).stream().collect(Collectors.toMap(SubtaskView::key, value));
    }

    @Override
    public void close() throws Exception {
        room.close();
        programmers.forEach(TestProgrammer::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        database.close();
    }
}
