package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Builds orders for tests; each has a job of its own unless one is given. */
public record Orders(
        AttemptId attempt,
        long fence,
        long epoch,
        @Nullable Source source,
        Executor executor,
        List<String> checks,
        List<String> files,
        Duration timeout,
        int maxIterations,
        @Nullable String goal,
        List<AttemptId> acknowledge,
        @Nullable Duration grace) {
    private static final AtomicInteger JOBS = new AtomicInteger();

    /** An order that does nothing. */
    public static Orders nothing() {
        return new Orders(
                newAttempt(),
                1,
                0,
                null,
                new Executor.None(),
                List.of(),
                List.of(),
                Duration.ofSeconds(60),
                1,
                null,
                List.of(),
                null);
    }

    /** An order to run a script on the head of a repository. */
    public static Orders script(Source source, String run) {
        return nothing().with(source).with(new Executor.Command(run, null));
    }

    /** An order to run a script without a repository. */
    public static Orders script(String run) {
        return nothing().with(new Executor.Command(run, null));
    }

    public static AttemptId newAttempt() {
        return new AttemptId(new JobId("job%05d".formatted(JOBS.incrementAndGet())), "work", 1);
    }

    public Orders with(Source source) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                files,
                timeout,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders with(Executor other) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                other,
                checks,
                files,
                timeout,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders checks(String... scripts) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                List.of(scripts),
                files,
                timeout,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders files(String... globs) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                List.of(globs),
                timeout,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders within(Duration limit) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                files,
                limit,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders iterations(int most) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                files,
                timeout,
                most,
                goal,
                acknowledge,
                grace);
    }

    public Orders goal(String text) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                files,
                timeout,
                maxIterations,
                text,
                acknowledge,
                grace);
    }

    public Orders id(AttemptId id, long itsFence) {
        return new Orders(
                id,
                itsFence,
                epoch,
                source,
                executor,
                checks,
                files,
                timeout,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders acknowledging(AttemptId... ids) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                files,
                timeout,
                maxIterations,
                goal,
                List.of(ids),
                grace);
    }

    public Orders epoch(long itsEpoch) {
        return new Orders(
                attempt,
                fence,
                itsEpoch,
                source,
                executor,
                checks,
                files,
                timeout,
                maxIterations,
                goal,
                acknowledge,
                grace);
    }

    public Orders grace(Duration most) {
        return new Orders(
                attempt,
                fence,
                epoch,
                source,
                executor,
                checks,
                files,
                timeout,
                maxIterations,
                goal,
                acknowledge,
                most);
    }

    public Order order() {
        return new Order(
                attempt,
                fence,
                epoch,
                new AgentId("manager-1"),
                "Do the work",
                goal,
                source,
                executor,
                checks,
                files,
                new Limits(timeout, maxIterations, 3, null, null, grace),
                null,
                acknowledge);
    }
}
