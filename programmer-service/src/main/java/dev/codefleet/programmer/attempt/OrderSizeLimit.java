package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.support.Json;
import dev.codefleet.web.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses orders that are too large before they are read. The server's own limit is that of
 * bundles, which go to the disk; orders are read into memory.
 */
@Singleton
class OrderSizeLimit {
    private static final int EARLY = 900_000;

    private final long maxBytes;

    OrderSizeLimit(ProgrammerConfig config) {
        this.maxBytes = config.orderMaxBytes();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, EARLY);
    }

    private void check(RoutingContext context) {
        var request = context.request();
        if (!request.method().equals(HttpMethod.POST)) {
            context.next();
            return;
        }
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null && request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            refuse(
                    context,
                    Problem.of(
                            411,
                            "Length required",
                            "LENGTH_REQUIRED",
                            "Say the length of the body with Content-Length."));
        } else if (length != null && !isWithin(length)) {
            refuse(context, Problems.bodyTooLarge(maxBytes));
        } else {
            context.next();
        }
    }

    private boolean isWithin(String length) {
        return length.matches("\\d{1,18}") && Long.parseLong(length) <= maxBytes;
    }

    private static void refuse(RoutingContext context, Problem problem) {
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .end(Buffer.buffer(Json.bytes(problem)));
    }
}
