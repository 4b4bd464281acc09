package dev.codefleet.contract.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An agent as one registry sees it.
 *
 * @param state FAILED when liveness is LOST, whatever the agent last said
 * @param message {@code heartbeat lost} when liveness is LOST; null when there is nothing to say
 * @param heartbeat the newest beat of this incarnation; null before the first
 * @param silentMs milliseconds since the registry last heard of the agent, when this view was made
 * @param revision the registry's revision that last changed this view
 * @param key the public key that the agent has proved to be its own, as base64 of its DER form;
 *     null where the registry asks for no proof
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentView(
        AgentId id,
        Registration registration,
        AgentState state,
        Liveness liveness,
        @Nullable String message,
        @Nullable Heartbeat heartbeat,
        long silentMs,
        long revision,
        @Nullable String key) {}
