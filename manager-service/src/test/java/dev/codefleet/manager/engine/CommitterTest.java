package dev.codefleet.manager.engine;

import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.Batch;
import dev.codefleet.manager.job.Changes;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.postgres.EmbeddedPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitterTest {
    private static final long FENCE = 3;

    private static EmbeddedPostgres server;
    private static TestDatabase database;
    private static Stores stores;

    private final Map<JobId, Long> lost = new ConcurrentHashMap<>();
    private final List<String> effects = new CopyOnWriteArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile int leaseLasts = Integer.MAX_VALUE;
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private Committer committer = committer();

    @BeforeAll
    static void open() {
        server = EmbeddedPostgres.temporary();
        database = TestDatabase.fresh(server);
        stores = Stores.of(database.source());
    }

    @AfterAll
    static void close() {
        database.close();
        server.close();
    }

    @BeforeEach
    void start() {
        committer = committer();
        committer.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        committer.stop();
    }

    @Test
    void effectsHappenInTheirOrderOnceTheBatchIsCommitted() throws Exception {
        var job = accept();
        var batch = new Batch();
        batch.add(Changes.logged(job, 1, "x"), FENCE);
        batch.afterwards(job, () -> effects.add("rows " + events(job)));
        batch.afterwards(
                job,
                () -> {
                    throw new IllegalStateException("a bug in an effect");
                });
        batch.afterwards(job, () -> effects.add("second"));

        commit(batch);

        assertThat(effects).containsExactly("rows 1", "second");
        assertThat(lost).isEmpty();
    }

    @Test
    void onlyOneBatchIsTakenAtATime() throws Exception {
        var job = accept();
        var first = new Batch();
        var release = new CompletableFuture<Boolean>();
        var running = new CompletableFuture<Boolean>();
        first.afterwards(
                job,
                () -> {
                    running.complete(true);
                    await(release);
                });
        var done = new CompletableFuture<Boolean>();
        assertThat(committer.offer(first, () -> done.complete(true))).isTrue();
        await(running);

        assertThat(committer.offer(new Batch(), () -> {})).isFalse();

        release.complete(true);
        await(done);
        commit(new Batch());
    }

    @Test
    void aBatchWaitsForTheDatabaseToComeBack() throws Exception {
        var job = accept();
        var batch = new Batch();
        batch.add(Changes.logged(job, 1, "x"), FENCE);
        batch.afterwards(job, () -> effects.add("committed"));
        server.stop();
        try {
            var done = new CompletableFuture<Boolean>();
            committer.offer(batch, () -> done.complete(true));
            await(asked);
            assertThat(effects).isEmpty();
            server.restart();
            await(done);
        } finally {
            if (!server.isRunning()) {
                server.restart();
            }
        }

        assertThat(effects).containsExactly("committed");
        assertThat(events(job)).isEqualTo(1);
    }

    @Test
    void aBatchIsGivenUpWhenTheLeaseEndsBeforeTheDatabaseIsBack() throws Exception {
        var job = accept();
        leaseLasts = 2;
        var batch = new Batch();
        batch.add(Changes.logged(job, 1, "x"), FENCE);
        batch.afterwards(job, () -> effects.add("committed"));
        server.stop();
        try {
            commit(batch);
        } finally {
            if (!server.isRunning()) {
                server.restart();
            }
        }

        assertThat(effects).isEmpty();
        assertThat(lost).isEqualTo(Map.of(job, FENCE));
    }

    @Test
    void whatTheDatabaseRefusesIsThatJobsOwnFault() throws Exception {
        var broken = accept();
        var sound = accept();
        var batch = new Batch();
        for (var job : List.of(broken, sound)) {
            batch.add(Changes.logged(job, 1, "x"), FENCE);
            batch.add(Changes.started(new AttemptId(job, "a", 1), FENCE), FENCE);
            batch.afterwards(job, () -> effects.add(job.value()));
        }
        batch.add(Changes.started(new AttemptId(broken, "a", 2), FENCE), FENCE);

        commit(batch);

        assertThat(lost).isEqualTo(Map.of(broken, FENCE));
        assertThat(effects).containsExactly(sound.value());
        assertThat(events(broken)).isZero();
        assertThat(events(sound)).isEqualTo(1);
    }

    @Test
    void aJobWithAnotherOwnerIsToldOfWithTheFenceThatItHadHere() throws Exception {
        var job = accept();
        var batch = new Batch();
        batch.add(Changes.logged(job, 1, "x"), FENCE - 1);
        batch.afterwards(job, () -> effects.add("committed"));

        commit(batch);

        assertThat(lost).isEqualTo(Map.of(job, FENCE - 1));
        assertThat(effects).isEmpty();
    }

    @Test
    void whatWasHandedOverIsWrittenBeforeItStops() throws Exception {
        var job = accept();
        var batch = new Batch();
        batch.add(Changes.logged(job, 1, "x"), FENCE);
        committer.offer(batch, () -> {});

        committer.stop();

        assertThat(events(job)).isEqualTo(1);
    }

    private Committer committer() {
        return new Committer(
                stores.batches(),
                () -> {
                    asked.complete(true);
                    return questions.incrementAndGet() < leaseLasts;
                },
                lost::put,
                _ -> {});
    }

    private void commit(Batch batch) {
        var done = new CompletableFuture<Boolean>();
        assertThat(committer.offer(batch, () -> done.complete(true))).isTrue();
        await(done);
    }

    private static JobId accept() throws SQLException {
        var job = TestJobs.job(TestJobs.subtask("a"));
        stores.jobs().accept(job, "manager-1", FENCE);
        return job.id();
    }

    private static int events(JobId job) {
        try {
            return stores.views().events(job, 0, 100).size();
        } catch (SQLException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
