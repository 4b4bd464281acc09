package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.engine.DelayedExecutor;
import dev.codefleet.manager.integrate.IntegrationFailed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What jobs need done that blocks: asked for and answered on the engine's thread, done on
 * background threads, and tried again while disk or database are in trouble.
 */
final class BlockingWork {
    /**
     * Work that is done again after an {@link UncheckedIOException}, and when the repository's
     * server is away.
     */
    interface Call<T> {
        T run() throws IntegrationFailed;
    }

    private static final Logger LOG = Logger.getLogger(BlockingWork.class);

    /** Disk and database: for as long as a person may need to see to them. */
    private static final BoundedRetries TROUBLES = new BoundedRetries(Duration.ofMillis(500), 12);

    /** Some minutes: what keeps a job's commits away may pass. */
    private static final int LEAST_TRIES_OF_RESTORES = 15;

    /** Servers: as long as a name service or a server may need to come back. */
    private final BoundedRetries remotes;

    private final DelayedExecutor engine;
    private final Executor background;
    private final Waits waits;

    /** Is told on the engine's thread how a job waits for its repository. */
    interface Waits {
        void waits(HeldJob job, Failure failure, Duration wait);

        /**
         * The job waits no more.
         *
         * @param isReached whether the repository was reached; false if the job waits in vain
         */
        void waitsNoMore(HeldJob job, boolean isReached);
    }

    BlockingWork(DelayedExecutor engine, Executor background, BoundedRetries remotes, Waits waits) {
        this.remotes = remotes;
        this.waits = waits;
        this.engine = engine;
        this.background = background;
    }

    /** One piece of work, as it is known by to the waits of its job. */
    private static final class Task<T> {
        final HeldJob job;
        final Call<T> work;
        final Consumer<Outcome<T>> then;

        /** Whether it is tried again whatever it fails for. */
        final boolean isPatient;

        Task(HeldJob job, Call<T> work, boolean isPatient, Consumer<Outcome<T>> then) {
            this.job = job;
            this.work = work;
            this.isPatient = isPatient;
            this.then = then;
        }
    }

    /**
     * How often something was tried, itself included.
     *
     * @param remote until a server answered
     * @param local until disk and database worked
     */
    private record Tries(int remote, int local) {
        static final Tries FIRST = new Tries(1, 1);

        Tries nextRemote() {
            return new Tries(remote + 1, 1);
        }

        Tries nextLocal() {
            return new Tries(remote, local + 1);
        }
    }

    /**
     * Does something for a job.
     *
     * @param then gets its end, unless the job is another manager's by then
     */
    <T> void run(HeldJob job, Call<T> work, Consumer<Outcome<T>> then) {
        run(new Task<>(job, work, false, then), Tries.FIRST);
    }

    /**
     * Does something that a job cannot go on without, and that is tried again whatever it fails
     * for: what was accepted is safe, whatever keeps it away for the moment.
     *
     * @param then gets its end, unless the job is another manager's by then
     */
    <T> void runPatiently(HeldJob job, Call<T> work, Consumer<Outcome<T>> then) {
        run(new Task<>(job, work, true, then), Tries.FIRST);
    }

    private <T> void run(Task<T> task, Tries tries) {
        background.execute(() -> {
            try {
                end(task, new Outcome.Done<>(task.work.run()), true);
            } catch (IntegrationFailed failure) {
                if (failure.isTemporary() || task.isPatient) {
                    waitForServer(task, tries, failure.failure(), failure.isOfRepository());
                } else {
                    end(task, new Outcome.Failed<>(failure.failure()), true);
                }
            } catch (UncheckedIOException trouble) {
                var wait = TROUBLES.after(tries.local());
                LOG.warnf("git work waits: job=%s cause=%s", task.job.id(), trouble.getMessage());
                if (wait.isPresent()) {
                    later(task.job, wait.get(), () -> run(task, tries.nextLocal()));
                } else {
                    failed(task, tries, FailureReason.REFUSED, trouble.getMessage());
                }
            } catch (RuntimeException bug) {
                failed(task, tries, FailureReason.EXECUTOR_ERROR, bug.toString());
            }
        });
    }

    private <T> void failed(
            Task<T> task, Tries tries, FailureReason reason, @Nullable String cause) {
        var failure = Failure.of(reason, "The manager's git work failed: " + cause);
        if (task.isPatient) {
            waitForServer(task, tries, failure, false);
        } else {
            end(task, new Outcome.Failed<>(failure), false);
        }
    }

    /**
     * Tries again after a wait, if it was not tried often enough.
     *
     * @param isAway whether it is the repository that is waited for
     */
    private <T> void waitForServer(Task<T> task, Tries tries, Failure failure, boolean isAway) {
        var job = task.job;
        var retries = task.isPatient ? remotes.atLeast(LEAST_TRIES_OF_RESTORES) : remotes;
        var wait = retries.after(tries.remote());
        if (wait.isEmpty()) {
            end(task, new Outcome.Failed<>(failure), false);
            return;
        }
        LOG.warnf(
                isAway
                        ? "git work waits for a server: job=%s tries=%d wait_ms=%d cause=%s"
                        : "git work waits: job=%s tries=%d wait_ms=%d cause=%s",
                job.id(),
                tries.remote(),
                wait.get().toMillis(),
                failure.message());
        answer(
                job,
                () -> {
                    // One that was cancelled meanwhile does not wait for the server.
                    if (isAway && isGoingOn(job)) {
                        job.repositoryWaits.begin(task, failure);
                        waits.waits(job, failure, wait.get());
                    }
                });
        later(
                job,
                wait.get(),
                () -> {
                    if (job.isEnding()) {
                        ended(task, new Outcome.Failed<>(failure), false);
                    } else {
                        run(task, tries.nextRemote());
                    }
                });
    }

    private <T> void end(Task<T> task, Outcome<T> end, boolean isReached) {
        answer(task.job, () -> ended(task, end, isReached));
    }

    private <T> void ended(Task<T> task, Outcome<T> end, boolean isReached) {
        if (task.job.repositoryWaits.end(task) && isGoingOn(task.job)) {
            waits.waitsNoMore(task.job, isReached);
        }
        task.then.accept(end);
    }

    private static boolean isGoingOn(HeldJob job) {
        return job.isActive() && !job.isEnding();
    }

    /** Does what no job waits for. */
    void unattended(Runnable work) {
        background.execute(work);
    }

    /** Does something after a wait, unless the job is another manager's by then. */
    void later(HeldJob job, Duration wait, Runnable work) {
        engine.after(wait, () -> unlessAbandoned(job, work));
    }

    /** Answers, unless the job is another manager's by now. */
    void answer(HeldJob job, Runnable answer) {
        engine.execute(() -> unlessAbandoned(job, answer));
    }

    private static void unlessAbandoned(HeldJob job, Runnable task) {
        if (!job.isAbandoned) {
            task.run();
        }
    }
}
