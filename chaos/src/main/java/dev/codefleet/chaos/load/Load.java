package dev.codefleet.chaos.load;

import dev.codefleet.chaos.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps a fleet busy with jobs, and takes down all that becomes of them. */
public final class Load implements AutoCloseable {
    private static final long LOOK_MS = 1_000;

    private final Workload workload;
    private final Witness witness;
    private final Door door;
    private final List<JobLane> lanes;
    private final CountDownLatch running;
    private boolean isEnough;

    /**
     * Begins.
     *
     * @param gateways addresses at which jobs are handed in
     * @param directory for the repository that they work on
     * @param jobs how many are under way at once
     */
    public Load(
            List<String> gateways,
            Path directory,
            int jobs,
            RandomGenerator random,
            History history) {
        this.workload = new Workload(random);
        this.witness = new Witness(history);
        this.door = new Door(gateways, history);
        var origin = new Origin(directory);
        this.lanes =
                IntStream.range(0, jobs)
                        .mapToObj(i -> new JobLane(door, history, origin, witness.port()))
                        .toList();
        this.running = new CountDownLatch(jobs);
        lanes.forEach(this::start);
        Thread.ofVirtual().name("silence").start(this::watch);
    }

    private void start(JobLane lane) {
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

    private synchronized @Nullable Work next() {
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
                lanes.forEach(JobLane::breakIfSilent);
            }
        } catch (InterruptedException e) {
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
