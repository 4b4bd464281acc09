package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source of what the registries are told of an agent: the bean that a service gives the {@link
 * Announcer}. It is asked on an event loop and must answer at once.
 */
public interface AgentStatus {
    AgentId id();

    /** The same for the whole life of the process, its incarnation included. */
    Registration registration();

    Status status();

    /** A newer process has this agent's id: this one must stop working. Called once. */
    void superseded();

    /**
     * How the agent is at this moment.
     *
     * @param message for people; null when there is nothing to say
     * @param freeSlots slots that would be given out now; 0 but for programmers
     * @param attempts ids of the attempts that occupy its slots
     * @param jobs ids of the jobs that a manager holds; of more than 100, any 100
     */
    record Status(
            AgentState state,
            @Nullable String message,
            int freeSlots,
            List<String> attempts,
            List<String> jobs) {}
}
