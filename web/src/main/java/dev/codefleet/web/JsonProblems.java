package dev.codefleet.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Jackson says of a body into words for whoever wrote it, without names of our classes.
 */
public final class JsonProblems {
    static final String CODE = "MALFORMED_JSON";

    private static final int MAX_VALUE_LENGTH = 100;

    private JsonProblems() {}

    /** 400 MALFORMED_JSON with the line and, where the text is JSON at all, the field. */
    public static Problem of(JsonProcessingException e) {
        var error = fieldError(e);
        var where = error.field().isEmpty() ? "" : error.field() + ": ";
        var line = error.line() == null ? "" : " (line " + error.line() + ")";
        var detail = where + error.message() + line;
        return Problem.of(400, "Malformed JSON", CODE, detail, List.of(error));
    }

    private static FieldError fieldError(JsonProcessingException e) {
        var line = e.getLocation() == null ? null : positive(e.getLocation().getLineNr());
        var field = e instanceof JsonMappingException mapping ? path(mapping) : "";
        return switch (e) {
            case InvalidNullException missing ->
                    new FieldError(line, missingField(missing, field), "is required", null);
            case InvalidFormatException format ->
                    new FieldError(
                            line,
                            field,
                            shortened(String.valueOf(format.getValue())) + " is not valid",
                            expected(format.getTargetType()));
            case ValueInstantiationException refused ->
                    new FieldError(line, field, cause(refused), null);
            case MismatchedInputException mismatch ->
                    new FieldError(
                            line, field, "has another type", expected(mismatch.getTargetType()));
            case JsonMappingException mapping -> new FieldError(line, field, cause(mapping), null);
            default -> new FieldError(line, field, shortened(e.getOriginalMessage()), null);
        };
    }

    private static @Nullable Integer positive(int line) {
        return line > 0 ? line : null;
    }

    private static String missingField(InvalidNullException missing, String path) {
        var name =
                missing.getPropertyName() == null ? "" : missing.getPropertyName().getSimpleName();
        if (path.equals(name) || path.endsWith("." + name)) {
            return path;
        }
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** What our own constructors and factories say is meant for clients; what others say is not. */
    private static String cause(JsonMappingException e) {
        return e.getCause() instanceof IllegalArgumentException ours
                        && !(ours.getCause() instanceof JsonProcessingException)
                ? shortened(Optional.ofNullable(ours.getMessage()).orElse("is not valid"))
                : "is not valid";
    }

    private static @Nullable String expected(@Nullable Class<?> type) {
        if (type == null) {
            return null;
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> Json.mapper().convertValue(constant, String.class))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return switch (type.getName()) {
            case "java.lang.String" -> "a text";
            case "java.time.Instant" -> "a time such as 2030-01-31T12:00:00Z";
            case "java.time.Duration" -> "a duration such as PT10M";
            default -> type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : null;
        };
    }

    private static String shortened(String text) {
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "…";
    }
}
