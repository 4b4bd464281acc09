package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Order of a manager to a programmer to start an attempt ({@code POST /v1/attempts}).
 *
 * @param fence the manager's fence for the job; an order with a lower one than seen before is
 *     refused
 * @param epoch the programmer's, as far as the manager knows it: one whose epoch is another
 *     refuses, and says which; 0 for not said, which is never refused
 * @param source null for an attempt without files (executor {@code none} without checks)
 * @param feedback what made the attempt before this one fail; null for a first attempt
 * @param files globs of what it may change; empty for anything
 * @param acknowledge earlier attempts whose reports are safe now and need not be kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Order(
        AttemptId attempt,
        long fence,
        long epoch,
        AgentId manager,
        String title,
        @Nullable String goal,
        @Nullable Source source,
        Executor executor,
        List<String> checks,
        List<String> files,
        Limits limits,
        @Nullable String feedback,
        List<AttemptId> acknowledge) {}
