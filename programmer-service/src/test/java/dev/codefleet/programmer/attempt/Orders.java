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
        Order.Sender sender,
        Order.Task task,
        @Nullable Source source,
        List<AttemptId> acknowledge) {
    private static final AtomicInteger JOBS = new AtomicInteger();
    private static final AgentId MANAGER = new AgentId("manager-1");

    /** An order that does nothing. */
    public static Orders nothing() {
        var task =
                new Order.Task(
                        "Do the work",
                        null,
                        new Executor.None(),
                        List.of(),
                        List.of(),
                        new Limits(Duration.ofSeconds(60), 1, 3, null, null, null));
        return new Orders(newAttempt(), new Order.Sender(1, 0, MANAGER), task, null, List.of());
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

    public Orders with(Source other) {
        return new Orders(attempt, sender, task, other, acknowledge);
    }

    public Orders with(Executor executor) {
        return with(task(task.goal(), executor, task.checks(), task.files(), task.limits()));
    }

    public Orders checks(String... scripts) {
        var checks = List.of(scripts);
        return with(task(task.goal(), task.executor(), checks, task.files(), task.limits()));
    }

    public Orders files(String... globs) {
        var files = List.of(globs);
        return with(task(task.goal(), task.executor(), task.checks(), files, task.limits()));
    }

    public Orders goal(String text) {
        return with(task(text, task.executor(), task.checks(), task.files(), task.limits()));
    }

    public Orders within(Duration limit) {
        return with(limits(limit, task.limits().maxIterations(), task.limits().grace()));
    }

    public Orders iterations(int most) {
        return with(limits(task.limits().timeout(), most, task.limits().grace()));
    }

    public Orders grace(Duration most) {
        return with(limits(task.limits().timeout(), task.limits().maxIterations(), most));
    }

    public Orders id(AttemptId id, long fence) {
        var other = new Order.Sender(fence, sender.epoch(), MANAGER);
        return new Orders(id, other, task, source, acknowledge);
    }

    public Orders epoch(long epoch) {
        var other = new Order.Sender(sender.fence(), epoch, MANAGER);
        return new Orders(attempt, other, task, source, acknowledge);
    }

    public Orders acknowledging(AttemptId... ids) {
        return new Orders(attempt, sender, task, source, List.of(ids));
    }

    public Order order() {
        return new Order(attempt, sender, task, source, null, acknowledge);
    }

    private Orders with(Order.Task other) {
        return new Orders(attempt, sender, other, source, acknowledge);
    }

    private Orders with(Limits limits) {
        return with(task(task.goal(), task.executor(), task.checks(), task.files(), limits));
    }

    private Order.Task task(
            @Nullable String goal,
            Executor executor,
            List<String> checks,
            List<String> files,
            Limits limits) {
        return new Order.Task(task.title(), goal, executor, checks, files, limits);
    }

    private static Limits limits(Duration timeout, int maxIterations, @Nullable Duration grace) {
        return new Limits(timeout, maxIterations, 3, null, null, grace);
    }
}
