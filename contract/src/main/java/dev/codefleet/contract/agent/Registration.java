package dev.codefleet.contract.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.codefleet.contract.plan.ExecutorKind;
import java.util.List;
import java.util.Map;

/**
 * Registration of an agent at a registry ({@code PUT /v1/agents/{id}}).
 *
 * @param url base address at which other agents reach it, without a trailing slash
 * @param lanes empty for gateways
 * @param executors empty but for programmers
 * @param slots attempts it runs at once; 0 but for programmers
 * @param incarnation grows with every start of the agent's process
 * @param labels free pairs for people and autoscalers; at most 32
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Registration(
        AgentKind kind,
        String url,
        List<Lane> lanes,
        List<ExecutorKind> executors,
        int slots,
        long incarnation,
        Map<String, String> labels,
        String version) {
    /** The label of programmers that sign their receipts, with the value that says so. */
    public static final String RECEIPTS_LABEL = "receipts";

    public static final String SIGNED_RECEIPTS = "signed";
}
