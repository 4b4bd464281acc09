package dev.codefleet.gateway.caller;

import dev.codefleet.access.Role;
import dev.codefleet.gateway.caller.CallerLimits.Use;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every endpoint of the gateway and the roles that may call it: the one table. Pure. A test walks
 * all that the gateway serves and fails for what is missing here.
 */
final class Endpoints {
    private static final Set<Role> ALL_ROLES = EnumSet.allOf(Role.class);
    private static final Set<Role> READERS =
            EnumSet.of(Role.VIEWER, Role.SUBMITTER, Role.APPROVER, Role.OPERATOR);
    private static final Set<Role> SUBMITTERS = EnumSet.of(Role.SUBMITTER, Role.OPERATOR);
    private static final Set<Role> METRICS = EnumSet.of(Role.METRICS, Role.OPERATOR);

    private static final List<Endpoint> TABLE =
            List.of(
                    // What says nothing but whether the process lives.
                    open("/q/health"),
                    open("/q/health/live"),
                    open("/q/health/ready"),
                    open("/q/health/started"),
                    open("/q/health/well"),
                    endpoint("GET", "/q/metrics", METRICS),
                    endpoint("GET", "/q/openapi", ALL_ROLES),
                    endpoint("GET", "/q/openapi.json", ALL_ROLES),
                    endpoint("GET", "/q/openapi.yaml", ALL_ROLES),
                    endpoint("GET", "/q/openapi.yml", ALL_ROLES),
                    endpoint("GET", "/v1/plan.schema.json", ALL_ROLES),
                    // Autoscalers read it.
                    endpoint("GET", "/v1/fleet/demand", ALL_ROLES),
                    endpoint("GET", "/v1/fleet", READERS),
                    endpoint("GET", "/v1/disk", READERS),
                    endpoint("GET", "/v1/jobs", READERS),
                    endpoint("POST", "/v1/jobs", SUBMITTERS),
                    endpoint("GET", "/v1/jobs/{id}", READERS),
                    endpoint("DELETE", "/v1/jobs/{id}", SUBMITTERS),
                    endpoint("POST", "/v1/jobs/{id}/cancel", SUBMITTERS),
                    endpoint("POST", "/v1/jobs/{id}/resume", SUBMITTERS),
                    endpoint("GET", "/v1/jobs/{id}/subtasks", READERS),
                    endpoint("GET", "/v1/jobs/{id}/subtasks/{key}/log", READERS, Use.STREAM),
                    endpoint("GET", "/v1/jobs/{id}/subtasks/{key}/log.gz", READERS, Use.STREAM),
                    endpoint("GET", "/v1/jobs/{id}/events", READERS, Use.STREAM),
                    endpoint("GET", "/v1/jobs/{id}/receipts", READERS),
                    endpoint("GET", "/v1/jobs/{id}/attestations", READERS),
                    endpoint("GET", "/v1/jobs/{id}/result.patch", READERS, Use.STREAM),
                    endpoint("GET", "/v1/jobs/{id}/result.bundle", READERS, Use.STREAM),
                    endpoint("HEAD", "/v1/repositories/{sha256}", SUBMITTERS),
                    endpoint("PUT", "/v1/repositories/{sha256}", SUBMITTERS, Use.UPLOAD));

    private Endpoints() {}

    /**
     * One endpoint.
     *
     * @param path a template, as resources have them
     * @param roles who may call it; empty if nobody is asked who he is
     * @param use what a request takes of what a caller may have at a time
     */
    record Endpoint(String method, String path, Set<Role> roles, Use use, Pattern pattern) {
        /** Whether it is for everybody, with or without a key. */
        public boolean isOpen() {
            return roles.isEmpty();
        }

        /** The words of its roles, for people. */
        public String roleWords() {
            return roles.stream().sorted().map(Role::word).collect(Collectors.joining(" or "));
        }
    }

    /** What a request asks for. */
    sealed interface Match {
        record Found(Endpoint endpoint) implements Match {}

        /** The path is served, with other methods. */
        record OtherMethods(List<String> methods) implements Match {}

        record Nothing() implements Match {}
    }

    static List<Endpoint> all() {
        return TABLE;
    }

    /**
     * Finds the endpoint of a request. As resources do, what is there for GET answers HEAD too.
     *
     * @param path normalized, as the router takes it
     */
    static Match find(String method, String path) {
        // A parameter within a path is taken off by those who look for a resource.
        var there =
                path.indexOf(';') >= 0
                        ? List.<Endpoint>of()
                        : TABLE.stream()
                                .filter(each -> each.pattern().matcher(path).matches())
                                .toList();
        if (there.isEmpty()) {
            return new Match.Nothing();
        }
        return there.stream()
                .filter(each -> each.method().equals(method))
                .findFirst()
                .or(() ->
                        there.stream()
                                .filter(each ->
                                        method.equals("HEAD") && each.method().equals("GET"))
                                .findFirst())
                .<Match>map(Match.Found::new)
                .orElseGet(() ->
                        new Match.OtherMethods(
                                there.stream().map(Endpoint::method).sorted().toList()));
    }

    private static Endpoint open(String path) {
        return endpoint("GET", path, Set.of());
    }

    private static Endpoint endpoint(String method, String path, Set<Role> roles) {
        return endpoint(method, path, roles, Use.REQUEST);
    }

    private static Endpoint endpoint(String method, String path, Set<Role> roles, Use use) {
        var pattern =
                Arrays.stream(path.split("\\{\\w+}", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("[^/]+"));
        return new Endpoint(method, path, roles, use, Pattern.compile(pattern + "/?"));
    }
}
