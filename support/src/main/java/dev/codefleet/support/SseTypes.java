package dev.codefleet.support;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The kinds of events of one stream: the records of a sealed interface, by the names that are
 * written on them with {@link JsonTypeName}. A record may be renamed; its events are not.
 *
 * @param <T> the sealed interface
 */
public final class SseTypes<T> {
    private final Map<String, Class<? extends T>> types;

    private SseTypes(Map<String, Class<? extends T>> types) {
        this.types = types;
    }

    /**
     * The kinds that a sealed interface permits.
     *
     * @throws IllegalArgumentException if it is not sealed, or one of them has no name or that of
     *     another
     */
    public static <T> SseTypes<T> of(Class<T> events) {
        if (!events.isSealed()) {
            throw new IllegalArgumentException(events + " is not sealed");
        }
        try {
            return new SseTypes<>(
                    Arrays.stream(events.getPermittedSubclasses())
                            .<Class<? extends T>>map(type -> type.asSubclass(events))
                            .collect(
                                    Collectors.toUnmodifiableMap(
                                            SseTypes::name, Function.identity())));
        } catch (IllegalStateException sameName) {
            throw new IllegalArgumentException(events + " has two events of one name", sameName);
        }
    }

    /**
     * Reads an event; empty when its name is none of these, as it is for an event of a later
     * version.
     *
     * @throws JsonProcessingException if its data is not of the form that its name promises
     */
    public Optional<T> read(SseEvent event) throws JsonProcessingException {
        var type = types.get(event.name());
        return type == null
                ? Optional.empty()
                : Optional.ofNullable(Json.mapper().readValue(event.data(), type));
    }

    /**
     * The name of a record's events.
     *
     * @throws IllegalArgumentException if none is written on it
     */
    public static String name(Class<?> type) {
        var name = type.getAnnotation(JsonTypeName.class);
        if (name == null || name.value().isEmpty()) {
            throw new IllegalArgumentException(type + " has no @JsonTypeName");
        }
        return name.value();
    }
}
