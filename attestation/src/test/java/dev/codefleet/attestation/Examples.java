package dev.codefleet.attestation;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.FileChange;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders and receipts of one attempt. */
final class Examples {
    static final AttemptId ATTEMPT = new AttemptId(new JobId("job1"), "a", 2);
    static final String BASE = "b".repeat(40);
    static final String COMMIT = "c".repeat(40);
    static final String TREE = "d".repeat(40);

    private Examples() {}

    static Order order(
            AttemptId attempt, long fence, List<String> checks, @Nullable Source source) {
        return new Order(
                attempt,
                new Order.Sender(fence, 1, new AgentId("manager-" + fence)),
                new Order.Task(
                        "Title",
                        null,
                        new Executor.Command("make", null),
                        checks,
                        List.of(),
                        new Limits(Duration.ofMinutes(1), 1, 1, null, null, null)),
                source,
                "feedback " + fence,
                List.of());
    }

    static Source source(String base) {
        return new Source("/somewhere", "HEAD", BASE, base, List.of());
    }

    static Receipt receipt(@Nullable String base, @Nullable String commit, int exitCode) {
        var start = Instant.parse("2026-01-02T03:04:05.123456789Z");
        return new Receipt(
                ATTEMPT,
                AttemptState.SUCCEEDED,
                new Receipt.Execution(
                        new AgentId("programmer-1"),
                        ExecutorKind.COMMAND,
                        "bubblewrap",
                        "none",
                        new Receipt.Bounds("a look each second", 1, 2, 3),
                        new Receipt.Egress(
                                List.of(new Receipt.Connection("h", 443, null, 1, 2, 3)), 4)),
                new Receipt.Commits(base, commit),
                1,
                new Receipt.Changes(1, 2, 3, List.of(new FileChange("f", "M", 2, 3))),
                new Receipt.Times(start, start.plusSeconds(2), 2000, 70, 30),
                new Receipt.Cost(null, null),
                List.of(new CheckResult("make test", exitCode, 20, "what it printed")),
                List.of("NO_CHANGE"),
                null);
    }
}
