package dev.codefleet.contract.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Name of an agent, stable over restarts: lower-case letters, digits, {@code . _ -}, 1 to 63
 * characters.
 */
public record AgentId(@JsonValue String value) implements Comparable<AgentId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /**
     * The id of that value.
     *
     * @throws IllegalArgumentException if the value has another form
     */
    @JsonCreator
    public AgentId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "agent id must match " + FORM + ", but was '" + value + "'");
        }
    }

    @Override
    public int compareTo(AgentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
