package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Order of a manager to a programmer to start an attempt ({@code POST /v1/attempts}). In JSON the
 * members of its parts are its own.
 *
 * @param source null for an attempt without files (executor {@code none} without checks)
 * @param feedback what made the attempt before this one fail; null for a first attempt
 * @param acknowledge earlier attempts whose reports are safe now and need not be kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Order(
        AttemptId attempt,
        @JsonUnwrapped Sender sender,
        @JsonUnwrapped Task task,
        @Nullable Source source,
        @Nullable String feedback,
        List<AttemptId> acknowledge) {

    /**
     * Who orders it, and by what right.
     *
     * @param fence the manager's fence for the job; an order with a lower one than seen before is
     *     refused
     * @param epoch the programmer's, as far as the manager knows it: one whose epoch is another
     *     refuses, and says which; 0 for not said, which is never refused
     */
    public record Sender(long fence, long epoch, AgentId manager) {}

    /**
     * What is to be done.
     *
     * @param goal null where the executor says it all
     * @param files globs of what it may change; empty for anything
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Task(
            String title,
            @Nullable String goal,
            Executor executor,
            List<String> checks,
            List<String> files,
            Limits limits) {}
}
