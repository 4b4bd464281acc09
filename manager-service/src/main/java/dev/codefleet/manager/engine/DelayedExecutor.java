package dev.codefleet.manager.engine;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks on the engine's thread, now or after a delay. */
public interface DelayedExecutor extends Executor {
    /**
     * Runs a task once the delay is over.
     *
     * @return the timer's number
     */
    long after(Duration delay, Runnable task);
}
