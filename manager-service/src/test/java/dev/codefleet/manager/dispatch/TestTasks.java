package dev.codefleet.manager.dispatch;

import dev.codefleet.manager.engine.DelayedExecutor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks as an engine does, on any executor. */
record TestTasks(Executor executor, Vertx timers) implements DelayedExecutor {
    /** Blocking work that is answered at once, on the thread that it was done on. */
    static BlockingWork blockingWork(Vertx timers) {
        return new TestTasks(Runnable::run, timers).blockingWork();
    }

    /** Blocking work that is answered on this executor. */
    BlockingWork blockingWork() {
        return new BlockingWork(
                this,
                Thread::startVirtualThread,
                new BoundedRetries(Duration.ofSeconds(1), 9),
                (job, failure, wait) -> {});
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public long after(Duration delay, Runnable task) {
        return timers.setTimer(Math.max(1, delay.toMillis()), _ -> executor.execute(task));
    }
}
