package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.manager.engine.DelayedExecutor;
import dev.codefleet.manager.integrate.IntegrationFailed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
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

    /** Servers: as long as a name service or a server may need to come back. */
    private final BoundedRetries remotes;

    private final DelayedExecutor engine;
    private final Executor background;
    private final Waits waits;

    /** Is told on the engine's thread that a job waits for a server. */
    interface Waits {
        void begin(HeldJob job, Failure failure, Duration wait);
    }

    BlockingWork(DelayedExecutor engine, Executor background, BoundedRetries remotes, Waits waits) {
        this.remotes = remotes;
        this.waits = waits;
        this.engine = engine;
        this.background = background;
    }

    /**
     * How often something was tried, itself included.
     *
     * @param remote until a server answered
     * @param local until disk and database worked
     */
    private record Tries(int remote, int local) {
        Tries nextRemote() {
            return new Tries(remote + 1, local);
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
        run(job, work, new Tries(1, 1), then);
    }

    /** The same, where whoever asks tries again when a server is away. */
    <T> void runOnce(HeldJob job, Call<T> work, Consumer<Outcome<T>> then) {
        run(job, work, new Tries(remotes.most(), 1), then);
    }

    private <T> void run(HeldJob job, Call<T> work, Tries tries, Consumer<Outcome<T>> then) {
        background.execute(() -> {
            try {
                end(job, new Outcome.Done<>(work.run()), then);
            } catch (IntegrationFailed failure) {
                var wait =
                        failure.isTemporary()
                                ? remotes.after(tries.remote())
                                : Optional.<Duration>empty();
                if (wait.isPresent()) {
                    waitForServer(job, work, tries, failure, wait.get(), then);
                } else {
                    end(job, new Outcome.Failed<>(failure.failure()), then);
                }
            } catch (UncheckedIOException trouble) {
                var wait = TROUBLES.after(tries.local());
                LOG.warnf("git work waits: job=%s cause=%s", job.id(), trouble.getMessage());
                if (wait.isPresent()) {
                    later(job, wait.get(), () -> run(job, work, tries.nextLocal(), then));
                } else {
                    end(job, failed(FailureReason.REFUSED, trouble.getMessage()), then);
                }
            } catch (RuntimeException bug) {
                end(job, failed(FailureReason.EXECUTOR_ERROR, bug.toString()), then);
            }
        });
    }

    private <T> void waitForServer(
            HeldJob job,
            Call<T> work,
            Tries tries,
            IntegrationFailed failure,
            Duration wait,
            Consumer<Outcome<T>> then) {
        LOG.warnf(
                "git work waits for a server: job=%s tries=%d wait_ms=%d cause=%s",
                job.id(), tries.remote(), wait.toMillis(), failure.getMessage());
        answer(
                job,
                () -> {
                    // One that was cancelled meanwhile does not wait for the server.
                    if (job.isActive() && !job.isEnding()) {
                        job.repositoryWait = failure.failure();
                        waits.begin(job, failure.failure(), wait);
                    }
                });
        later(
                job,
                wait,
                () -> {
                    if (job.isEnding()) {
                        job.repositoryWait = null;
                        then.accept(new Outcome.Failed<>(failure.failure()));
                    } else {
                        run(job, work, tries.nextRemote(), then);
                    }
                });
    }

    private <T> void end(HeldJob job, Outcome<T> end, Consumer<Outcome<T>> then) {
        answer(
                job,
                () -> {
                    job.repositoryWait = null;
                    then.accept(end);
                });
    }

    private static <T> Outcome<T> failed(FailureReason reason, @Nullable String cause) {
        return new Outcome.Failed<>(Failure.of(reason, "The manager's git work failed: " + cause));
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
