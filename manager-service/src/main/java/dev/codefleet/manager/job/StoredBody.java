package dev.codefleet.manager.job;

import dev.codefleet.support.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body of a log's entry as PostgreSQL gives it back, so that who follows a job and who reads
 * its log later get the same bytes. Pure.
 */
public final class StoredBody {
    /** Of the names in a {@code jsonb} object, which are ASCII here. */
    private static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private StoredBody() {}

    /** The same values, as texts, numbers, lists and maps in the database's order. */
    public static Map<String, Object> of(Map<String, ?> body) {
        Map<String, Object> ordered = new TreeMap<>(ORDER);
        body.forEach((name, value) -> ordered.put(name, stored(value)));
        return ordered;
    }

    private static Object stored(Object value) {
        return switch (value) {
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            case Map<?, ?> map -> ofJson(map);
            case Collection<?> list -> list.stream().map(StoredBody::stored).toList();
            // A record of ours, an id or a time.
            default -> stored(Json.mapper().convertValue(value, Object.class));
        };
    }

    private static Map<String, Object> ofJson(Map<?, ?> map) {
        Map<String, Object> ordered = new TreeMap<>(ORDER);
        map.forEach((name, value) -> {
            if (value != null) {
                ordered.put(String.valueOf(name), stored(value));
            }
        });
        return ordered;
    }
}
