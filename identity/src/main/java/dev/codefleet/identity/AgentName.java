package dev.codefleet.identity;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import java.util.Locale;

/** Kind and id of an agent, as tokens name it: {@code programmer/programmer-1}. */
public record AgentName(AgentKind kind, AgentId id) {
    /** A kind as it is written in tokens and lists of keys. */
    static String label(AgentKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label(kind) + "/" + id;
    }
}
