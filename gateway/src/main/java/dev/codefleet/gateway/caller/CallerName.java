package dev.codefleet.gateway.caller;

import dev.codefleet.access.AccessKey;
import dev.codefleet.contract.job.Caller;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** The header that names the caller to managers, which decide whose a job is. */
public record CallerName(String header) {
    private static final String KEPT = CallerName.class.getName();

    static CallerName of(AccessKey key) {
        return new CallerName(Caller.header(key.id(), key.role().word(), key.projects()));
    }

    void keepIn(RoutingContext context) {
        context.put(KEPT, this);
    }

    /** Names the caller of a request, if he was asked who he is. */
    public static void addTo(MultiMap headers, RoutingContext context) {
        if (context.get(KEPT) instanceof CallerName name) {
            headers.set(Caller.HEADER, name.header());
        }
    }
}
