package dev.codefleet.manager.dispatch;

import dev.codefleet.manager.engine.DelayedExecutor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks as an engine does, on any executor. */
record TestTasks(Executor executor, Vertx timers) implements DelayedExecutor {
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public long after(Duration delay, Runnable task) {
        return timers.setTimer(Math.max(1, delay.toMillis()), _ -> executor.execute(task));
    }
}
