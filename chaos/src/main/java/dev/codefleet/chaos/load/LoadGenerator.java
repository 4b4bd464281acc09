package dev.codefleet.chaos.load;

import dev.codefleet.chaos.history.RunHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps a fleet busy with jobs, and records what becomes of each. */
public final class LoadGenerator implements AutoCloseable {
    private static final long LOOK_MS = 1_000;

    private final JobGenerator workload;
    private final ExecutionRecorder witness;
    private final GatewayFailover door;
    private final List<JobClient> lanes;
    private final CountDownLatch running;
    private boolean isEnough;

    /**
     * Begins.
     *
     * @param gateways addresses at which jobs are handed in
     * @param key with which
     * @param directory for the repository that they work on
     * @param jobs how many are under way at once
     */
    public LoadGenerator(
            List<String> gateways,
            String key,
            Path directory,
            int jobs,
            RandomGenerator random,
            RunHistory history) {
        this.workload = new JobGenerator(random);
        this.witness = new ExecutionRecorder(history);
        this.door = new GatewayFailover(gateways, key, history);
        var origin = new SharedRepository(directory);
        this.lanes =
                IntStream.range(0, jobs)
                        .mapToObj(_ -> new JobClient(door, history, origin, witness.port()))
                        .toList();
        this.running = new CountDownLatch(jobs);
        lanes.forEach(this::start);
        Thread.ofVirtual().name("silence").start(this::watch);
    }

    private void start(JobClient lane) {
        Thread.ofVirtual()
                .name("lane")
                .start(() -> {
                    try {
                        lane.run(this::next);
                    } finally {
                        running.countDown();
                    }
                });
    }

    private synchronized @Nullable GeneratedJob next() {
        return isEnough ? null : workload.next();
    }

    /** No more jobs are handed in. */
    public synchronized void enough() {
        isEnough = true;
    }

    /**
     * Waits for the end of all jobs.
     *
     * @return whether that came in time
     */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return running.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void watch() {
        try {
            while (!running.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                lanes.forEach(JobClient::breakIfSilent);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever has not ended is left alone. */
    @Override
    public void close() {
        enough();
        door.close();
        witness.close();
    }
}
