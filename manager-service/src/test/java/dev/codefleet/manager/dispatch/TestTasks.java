package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.manager.engine.DelayedExecutor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks as an engine does, on any executor. */
record TestTasks(Executor executor, Vertx timers) implements DelayedExecutor {
    private static final BlockingWork.Waits NOBODY =
            new BlockingWork.Waits() {
                @Override
                public void waits(HeldJob job, Failure failure, Duration wait) {}

                @Override
                public void waitsNoMore(HeldJob job, boolean isReached) {}
            };

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
                NOBODY);
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
