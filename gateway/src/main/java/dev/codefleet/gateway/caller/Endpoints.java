package dev.codefleet.gateway.caller;

import dev.codefleet.access.Role;
import dev.codefleet.gateway.caller.CallerLimits.Use;
import dev.codefleet.web.EndpointTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    static final EndpointTable<Endpoint> TABLE =
            new EndpointTable<>(
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
                            endpoint(
                                    "GET", "/v1/jobs/{id}/subtasks/{key}/log", READERS, Use.STREAM),
                            endpoint(
                                    "GET",
                                    "/v1/jobs/{id}/subtasks/{key}/log.gz",
                                    READERS,
                                    Use.STREAM),
                            endpoint("GET", "/v1/jobs/{id}/events", READERS, Use.STREAM),
                            endpoint("GET", "/v1/jobs/{id}/receipts", READERS),
                            endpoint("GET", "/v1/jobs/{id}/attestations", READERS),
                            endpoint("GET", "/v1/jobs/{id}/result.patch", READERS, Use.STREAM),
                            endpoint("GET", "/v1/jobs/{id}/result.bundle", READERS, Use.STREAM),
                            endpoint("HEAD", "/v1/repositories/{sha256}", SUBMITTERS),
                            endpoint("PUT", "/v1/repositories/{sha256}", SUBMITTERS, Use.UPLOAD)));

    private Endpoints() {}

    /**
     * One endpoint.
     *
     * @param path a template, as resources have them
     * @param roles who may call it; empty if nobody is asked who he is
     * @param use what a request takes of what a caller may have at a time
     */
    record Endpoint(String method, String path, Set<Role> roles, Use use)
            implements EndpointTable.Endpoint {
        /** Whether it is for everybody, with or without a key. */
        public boolean isOpen() {
            return roles.isEmpty();
        }

        /** The words of its roles, for people. */
        public String roleWords() {
            return roles.stream().sorted().map(Role::word).collect(Collectors.joining(" or "));
        }
    }

    private static Endpoint open(String path) {
        return endpoint("GET", path, Set.of());
    }

    private static Endpoint endpoint(String method, String path, Set<Role> roles) {
        return endpoint(method, path, roles, Use.REQUEST);
    }

    private static Endpoint endpoint(String method, String path, Set<Role> roles, Use use) {
        return new Endpoint(method, path, roles, use);
    }
}
