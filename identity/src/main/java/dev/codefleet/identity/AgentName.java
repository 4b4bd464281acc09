package dev.codefleet.identity;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kind and id of an agent, as tokens name it: {@code programmer/programmer-1}. */
public record AgentName(AgentKind kind, AgentId id) {
    /** A kind as it is written in tokens and lists of keys. */
    static String label(AgentKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** The name of a text; empty if it is none. */
    static Optional<AgentName> parse(@Nullable String text) {
        var parts = text == null ? new String[0] : text.split("/", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            var id = new AgentId(parts[1]);
            return Arrays.stream(AgentKind.values())
                    .filter(kind -> label(kind).equals(parts[0]))
                    .map(kind -> new AgentName(kind, id))
                    .findFirst();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return label(kind) + "/" + id;
    }
}
