package dev.codefleet.programmer;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Does short work later, all of it on one thread. What it is given must not block. */
public final class TaskScheduler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TaskScheduler.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("attempt-timers").factory());

    /** Does work once. */
    public Future<?> after(Duration delay, String name, Runnable work) {
        return thread.schedule(guarded(name, work), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does work again and again, whatever it throws. */
    public void every(Duration interval, String name, Runnable work) {
        var nanos = interval.toNanos();
        var unused =
                thread.scheduleWithFixedDelay(
                        guarded(name, work), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Runnable guarded(String name, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                // Repeated work that throws would never be done again.
                LOG.errorf(e, "A timed task failed: task=%s", name);
            }
        };
    }
}
