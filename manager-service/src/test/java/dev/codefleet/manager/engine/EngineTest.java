package dev.codefleet.manager.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.job.Changes;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without threads: nothing that was handed over is written. */
class EngineTest {
    private static final JobId JOB = new JobId("job1");

    private static EmbeddedPostgres server;
    private static TestDatabase database;
    private static final Vertx vertx = Vertx.vertx();

    private final AtomicLong nanos = new AtomicLong();
    private final Committer committer = committer();
    private final Engine engine = new Engine(committer, _ -> {}, vertx, nanos::get);

    @BeforeAll
    static void open() {
        server = EmbeddedPostgres.temporary();
        database = TestDatabase.fresh(server);
    }

    @AfterAll
    static void close() {
        vertx.close();
        database.close();
        server.close();
    }

    @Test
    void anEntryOfALogWaitsForAChangeToShareItsTransaction() {
        engine.turn(() -> log(1));
        assertThat(committer.isIdle()).isTrue();

        engine.turn(() -> engine.write(Changes.running(new AttemptId(JOB, "a", 1)), 3));
        assertThat(committer.isIdle()).isFalse();
    }

    @Test
    void itDoesNotWaitLongHoweverManyOthersCome() {
        for (var entry = 1; entry <= 5; entry++) {
            var seq = entry;
            engine.turn(() -> log(seq));
            assertThat(committer.isIdle()).as("at entry %d", entry).isTrue();
            pass(Duration.ofMillis(10));
        }

        engine.turn(() -> {});

        assertThat(committer.isIdle()).isFalse();
    }

    @Test
    void anEffectDoesNotWait() {
        engine.turn(() -> engine.afterCommit(JOB, () -> {}));

        assertThat(committer.isIdle()).isFalse();
    }

    private static Committer committer() {
        var batches = Stores.of(database.source()).batches();
        return new Committer(batches, () -> true, (_, _) -> {}, _ -> {});
    }

    private void log(int seq) {
        engine.log(Changes.logged(JOB, seq, "x"), 3, () -> {});
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
