package dev.codefleet.web;

import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contract.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose body or query is not of the form that the resource's method declares: a
 * body says to be JSON unless the method consumes anything, and is packed in no way that is not
 * understood; the query has no parameters but the method's, each once and with a value of its type.
 */
class RequestForm {
    private static final String JSON = "application/json";
    private static final String ANYTHING = "*/*";

    private final ConcurrentHashMap<Method, Declared> declared = new ConcurrentHashMap<>();
    private final List<String> encodings;

    /**
     * @param encodings of bodies that the service's methods unpack, besides none
     */
    RequestForm(
            @ConfigProperty(name = "request-form.encodings", defaultValue = "identity")
                    List<String> encodings) {
        this.encodings = encodings;
    }

    /**
     * What a method takes.
     *
     * @param query its parameters by name; {@code String} where the method itself judges the value
     */
    private record Declared(boolean isAnyBodyTaken, SequencedMap<String, Class<?>> query) {}

    @ServerRequestFilter(nonBlocking = true)
    public void check(ResourceInfo resource, RoutingContext routing) {
        var request = routing.request();
        if (!RequestGuard.isSafe(request.method())) {
            checkBody(resource, request);
        }
        var query = request.query();
        if (query != null && !query.isEmpty()) {
            checkQuery(takes(resource).query(), routing);
        }
    }

    private Declared takes(ResourceInfo resource) {
        return declared.computeIfAbsent(resource.getResourceMethod(), RequestForm::declared);
    }

    /** A type that is no JSON's is refused also without a body: an empty form is a form. */
    private void checkBody(ResourceInfo resource, HttpServerRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        var isRefused = type == null ? hasBody(request) : !isJson(type);
        if (isRefused && !takes(resource).isAnyBodyTaken()) {
            throw new ProblemException(unsupported(type));
        }
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        var name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        if (encoding != null && !name.equals("identity") && !encodings.contains(name)) {
            var known = String.join(", ", encodings);
            throw new ProblemException(
                    Problem.of(
                            415,
                            "Unsupported content encoding",
                            "UNSUPPORTED_CONTENT_ENCODING",
                            "The Content-Encoding "
                                    + shortened(encoding)
                                    + " is not understood; expected: "
                                    + known
                                    + "."),
                    new ProblemException.Header("Accept-Encoding", known));
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null
                ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                : !length.equals("0");
    }

    private static boolean isJson(String type) {
        var end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end))
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals(JSON);
    }

    private static Problem unsupported(@Nullable String type) {
        return Problem.of(
                415,
                "Unsupported media type",
                "UNSUPPORTED_MEDIA_TYPE",
                (type == null ? "The body has no Content-Type" : "The Content-Type is " + type)
                        + "; send 'Content-Type: application/json'.");
    }

    private static void checkQuery(
            SequencedMap<String, Class<?>> declared, RoutingContext routing) {
        var errors = new ArrayList<FieldError>();
        for (var name : names(routing)) {
            var type = declared.get(name);
            if (type == null) {
                errors.add(
                        new FieldError(
                                null,
                                name,
                                "is no query parameter of this path",
                                declared.isEmpty()
                                        ? "none"
                                        : "one of " + String.join(", ", declared.keySet())));
                continue;
            }
            var values = routing.queryParam(name);
            var expected = values.size() > 1 ? "one value" : fault(type, values.getFirst());
            if (expected != null) {
                errors.add(
                        new FieldError(
                                null,
                                name,
                                values.size() > 1
                                        ? "is given " + values.size() + " times"
                                        : "'" + shortened(values.getFirst()) + "' is not valid",
                                expected));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalidFields(errors);
        }
    }

    private static List<String> names(RoutingContext routing) {
        try {
            return routing.queryParams().names().stream().sorted().toList();
        } catch (HttpException | IllegalArgumentException _) {
            throw new ProblemException(
                    Problem.of(
                            400, "Invalid query", "INVALID_QUERY", "The query has a broken %XX."));
        }
    }

    /** What is expected instead; null if the value is one of that type. */
    private static @Nullable String fault(Class<?> type, String value) {
        if (type == int.class || type == Integer.class) {
            return isNumber(value, Integer.MIN_VALUE, Integer.MAX_VALUE) ? null : "a whole number";
        }
        if (type == long.class || type == Long.class) {
            return isNumber(value, Long.MIN_VALUE, Long.MAX_VALUE) ? null : "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return value.equals("true") || value.equals("false") ? null : "true or false";
        }
        return null;
    }

    private static boolean isNumber(String value, long min, long max) {
        try {
            var number = Long.parseLong(value);
            return number >= min && number <= max && !value.startsWith("+");
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static String shortened(String value) {
        return value.length() <= 50 ? value : value.substring(0, 50) + "…";
    }

    private static Declared declared(Method method) {
        var query = new TreeMap<String, Class<?>>();
        // A gateway describes what it passes on without reading it.
        for (var described : method.getAnnotationsByType(Parameter.class)) {
            if (described.in() == ParameterIn.QUERY) {
                query.put(described.name(), String.class);
            }
        }
        for (var parameter : method.getParameters()) {
            var name = parameter.getAnnotation(QueryParam.class);
            if (name != null) {
                query.put(name.value(), parameter.getType());
            }
        }
        var consumes =
                method.isAnnotationPresent(Consumes.class)
                        ? method.getAnnotation(Consumes.class)
                        : method.getDeclaringClass().getAnnotation(Consumes.class);
        return new Declared(
                consumes != null && Arrays.asList(consumes.value()).contains(ANYTHING), query);
    }
}
