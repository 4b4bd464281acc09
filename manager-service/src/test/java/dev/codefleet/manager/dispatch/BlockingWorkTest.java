package dev.codefleet.manager.dispatch;

import static dev.codefleet.manager.TestJobs.subtask;
import static dev.codefleet.manager.dispatch.TestRoom.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.integrate.Integrator;
import dev.codefleet.manager.integrate.IntegratorSettings;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits for a repository whose server is away. */
class BlockingWorkTest {
    @TempDir private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final HeldJob job = HeldJob.of(TestJobs.job(subtask("a")), 1);
    private final List<Boolean> ends = new CopyOnWriteArrayList<>();

    /** Completes with the first wait. */
    private final CompletableFuture<Boolean> waited = new CompletableFuture<>();

    private BlockingWork.Call<String> away;

    @BeforeEach
    void open() throws Exception {
        var settings = IntegratorSettings.defaults(directory);
        var integrator = new Integrator(settings, InstantSource.system());
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + free.getLocalPort() + "/away.git";
            away = () -> integrator.resolve(url, null);
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        engine.shutdownNow();
    }

    @Test
    void aJobWaitsUntilNothingOfItDoes() {
        var work = work(1_000);
        var isBack = new AtomicBoolean();
        var slow = new CompletableFuture<Outcome<String>>();
        work.run(job, () -> isBack.get() ? "slow" : away.run(), slow::complete);
        await(waited);
        var quick = new CompletableFuture<Outcome<String>>();
        var tries = new AtomicBoolean();
        work.run(job, () -> tries.getAndSet(true) ? "quick" : away.run(), quick::complete);

        assertThat(await(quick)).isEqualTo(new Outcome.Done<>("quick"));
        assertThat(job.repositoryWaits.latest()).as("the other one's wait").isNotNull();
        assertThat(ends).isEmpty();

        isBack.set(true);
        assertThat(await(slow)).isEqualTo(new Outcome.Done<>("slow"));
        assertThat(job.repositoryWaits.latest()).isNull();
        assertThat(ends).containsExactly(true);
    }

    @Test
    void whoHasWaitedInVainSaysSo() {
        var end = new CompletableFuture<Outcome<String>>();

        work(2).run(job, away, end::complete);

        assertThat(await(end)).isInstanceOf(Outcome.Failed.class);
        assertThat(job.repositoryWaits.latest()).isNull();
        assertThat(ends).containsExactly(false);
    }

    private BlockingWork work(int tries) {
        var pause = Duration.ofMillis(5);
        return new BlockingWork(
                new TestTasks(engine, vertx),
                Thread::startVirtualThread,
                new BoundedRetries(pause, pause, tries),
                new BlockingWork.Waits() {
                    @Override
                    public void waits(HeldJob job, Failure failure, Duration wait) {
                        waited.complete(true);
                    }

                    @Override
                    public void waitsNoMore(HeldJob job, boolean isReached) {
                        ends.add(isReached);
                    }
                });
    }
}
