package dev.codefleet.cli.job;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a message; what is missing or of another form is unknown. */
public record EventBody(Map<String, Object> fields) {

    public String what() {
        return Objects.toString(fields.get("what"), "");
    }

    /** Null if there is none. */
    public @Nullable String text(String field) {
        var value = fields.get(field);
        return value == null ? null : value.toString();
    }

    /** As people write it; empty if there is none. */
    public String word(String field) {
        return Objects.toString(fields.get(field), "").toLowerCase(Locale.ROOT);
    }

    /** Null if there is none. */
    public @Nullable Instant time(String field) {
        try {
            var text = text(field);
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    public int number(String field) {
        return fields.get(field) instanceof Number number ? number.intValue() : 0;
    }

    /** Milliseconds; 0 if they are not told. */
    public long millis(String field) {
        return fields.get(field) instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }

    /** The number at the end of the attempt's id; 1 if it is not known. */
    public int attemptNumber() {
        var attempt = Objects.toString(fields.get("attempt"), "");
        var last = attempt.substring(attempt.lastIndexOf('.') + 1);
        return last.matches("\\d{1,9}") ? Integer.parseInt(last) : 1;
    }

    /** The failure's reason and the first line of its message; empty if nothing failed. */
    public String failure() {
        var failure = fields.get("failure");
        if (failure instanceof Map<?, ?> map) {
            var message = Objects.toString(map.get("message"), "").strip();
            return map.get("reason") + ": " + message.lines().findFirst().orElse("");
        }
        return Objects.toString(failure, "");
    }

    /** The state, if it is one of this type. */
    public <E extends Enum<E>> @Nullable E state(Class<E> type) {
        var name = text("state");
        for (var one : type.getEnumConstants()) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }
}
