package dev.codefleet.web;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Answers problem details for requests that are refused before any resource is looked for. */
@Singleton
public class RouterProblems {
    /** Before the framework's own check of the size, which answers without a body. */
    private static final int BEFORE_EVERYTHING = 1_000_000;

    private static final int AFTER_FRAMEWORK_LIMIT = -RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

    private final long maxBodyBytes;

    RouterProblems(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M")
                    MemorySize maxBodySize) {
        this.maxBodyBytes = maxBodySize.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::refuseLargeBody, BEFORE_EVERYTHING);
        filters.register(RouterProblems::leaveLimitToBodyLimit, AFTER_FRAMEWORK_LIMIT);
    }

    void register(@Observes Router router) {
        router.route().order(-BEFORE_EVERYTHING).failureHandler(RouterProblems::explainFailure);
        // A path or query with a broken escape gets no further than the router.
        router.errorHandler(400, context -> answer(context, 400));
        router.errorHandler(404, context -> answer(context, 404));
        router.errorHandler(405, context -> answer(context, 405));
    }

    private void refuseLargeBody(RoutingContext context) {
        var length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isLarger(length)) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            answer(context, Problems.bodyTooLarge(maxBodyBytes));
        } else {
            context.next();
        }
    }

    /** For bodies of unknown length, see {@link BodyLimit}. */
    private static void leaveLimitToBodyLimit(RoutingContext context) {
        context.remove(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY);
        context.next();
    }

    private boolean isLarger(String length) {
        try {
            return Long.parseLong(length) > maxBodyBytes;
        } catch (NumberFormatException _) {
            return true;
        }
    }

    private static void explainFailure(RoutingContext context) {
        var status = context.statusCode();
        if (status >= 400 && status < 500 && !context.response().headWritten()) {
            answer(context, status);
        } else {
            context.next();
        }
    }

    private static void answer(RoutingContext context, int status) {
        var request = context.request();
        answer(context, Problems.ofStatus(status, request.method().name(), request.path()));
    }

    /** Answers for whoever refuses a request before any resource is looked for. */
    public static void answer(RoutingContext context, Problem problem) {
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .end(Buffer.buffer(Json.bytes(problem)));
    }
}
