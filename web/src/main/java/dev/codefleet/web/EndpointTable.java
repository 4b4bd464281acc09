package dev.codefleet.web;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All endpoints of a service, and which of them a request asks for. Pure.
 *
 * @param <E> what the service knows of each
 */
public final class EndpointTable<E extends EndpointTable.Endpoint> {
    private final List<Row<E>> rows;

    /** What an endpoint is found by. */
    public interface Endpoint {
        String method();

        /** A template, as resources have them. */
        String path();
    }

    private record Row<E>(E endpoint, Pattern pattern) {}

    /**
     * What a request asks for.
     *
     * @param <E> what the service knows of each endpoint
     */
    public sealed interface Match<E> {
        record Found<E>(E endpoint) implements Match<E> {}

        /** The path is served, with other methods. */
        record OtherMethods<E>(List<String> methods) implements Match<E> {}

        record Nothing<E>() implements Match<E> {}
    }

    public EndpointTable(List<E> endpoints) {
        this.rows = endpoints.stream().map(each -> new Row<>(each, pattern(each.path()))).toList();
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(
                Arrays.stream(path.split("\\{\\w+}", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining("[^/]+"))
                        + "/?");
    }

    public List<E> all() {
        return rows.stream().map(Row::endpoint).toList();
    }

    /**
     * Finds the endpoint of a request. As resources do, what is there for GET answers HEAD too.
     *
     * @param path normalized, as the router takes it
     */
    public Match<E> find(String method, String path) {
        // A parameter within a path is taken off by those who look for a resource.
        var there =
                path.indexOf(';') >= 0
                        ? List.<E>of()
                        : rows.stream()
                                .filter(each -> each.pattern().matcher(path).matches())
                                .map(Row::endpoint)
                                .toList();
        if (there.isEmpty()) {
            return new Match.Nothing<>();
        }
        return there.stream()
                .filter(each -> each.method().equals(method))
                .findFirst()
                .or(() ->
                        there.stream()
                                .filter(each ->
                                        method.equals("HEAD") && each.method().equals("GET"))
                                .findFirst())
                .<Match<E>>map(Match.Found::new)
                .orElseGet(() ->
                        new Match.OtherMethods<>(
                                there.stream().map(Endpoint::method).sorted().toList()));
    }
}
