package dev.codefleet.gateway.manager;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers that pass a gateway, by name; all others stay on their side. Pure. */
final class Headers {
    private static final List<String> TO_MANAGER =
            List.of("accept", "last-event-id", "if-none-match", "traceparent", "tracestate");

    private static final List<String> TO_CLIENT =
            List.of(
                    "content-type",
                    "content-length",
                    "content-disposition",
                    "cache-control",
                    "etag",
                    "last-modified",
                    "retry-after",
                    "idempotent-replay");

    private Headers() {}

    static void toManager(MultiMap client, MultiMap manager) {
        copy(TO_MANAGER, client, manager);
    }

    static void toClient(MultiMap manager, MultiMap client) {
        copy(TO_CLIENT, manager, client);
        var location = pathOf(manager.get("location"));
        if (location != null) {
            client.set("location", location);
        }
    }

    /**
     * Managers and gateways have the same paths, but a client need not reach a manager: its host
     * must not get out.
     */
    private static @Nullable String pathOf(@Nullable String location) {
        if (location == null) {
            return null;
        }
        try {
            var uri = URI.create(location);
            var path = uri.getRawPath();
            return path != null && path.startsWith("/")
                    ? path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                    : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static void copy(List<String> names, MultiMap from, MultiMap to) {
        for (var name : names) {
            var value = from.get(name);
            if (value != null) {
                to.set(name, value);
            }
        }
    }
}
