package dev.codefleet.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers problem details for whatever a resource, or the framework before it, throws. */
@Singleton
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private final IdSource ids;
    private final Routes routes;
    private final DiskFull diskFull;
    private final long maxBodyBytes;

    ProblemMappers(
            IdSource ids,
            Routes routes,
            Ticker ticker,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10M")
                    MemorySize maxBodySize) {
        this.ids = ids;
        this.routes = routes;
        this.diskFull = new DiskFull(ticker);
        this.maxBodyBytes = maxBodySize.asLongValue();
    }

    @ServerExceptionMapper
    Response refused(ProblemException refusal) {
        var response = response(refusal.problem());
        refusal.headers().forEach(header -> response.header(header.name(), header.value()));
        return response.build();
    }

    @ServerExceptionMapper
    Response malformed(MismatchedInputException e) {
        return response(JsonProblems.of(e)).build();
    }

    @ServerExceptionMapper
    Response refusedByFramework(WebApplicationException e, HttpServerRequest request) {
        var status = e.getResponse().getStatus();
        var response = response(problem(e, status, request));
        if (status == 405) {
            response.header(HttpHeaders.ALLOW, routes.allowed(request.path()));
        }
        return response.build();
    }

    private Problem problem(WebApplicationException e, int status, HttpServerRequest request) {
        if (e.getCause() instanceof JsonProcessingException malformed) {
            return JsonProblems.of(malformed);
        }
        if (status == 413) {
            return Problems.bodyTooLarge(maxBodyBytes);
        }
        // A path parameter that its type refuses: the type's own words say what is wrong.
        if (status == 404 && e.getCause() instanceof IllegalArgumentException refusedValue) {
            return Problems.notFound(String.valueOf(refusedValue.getMessage()));
        }
        if (status >= 500 && status != 503) {
            return bug(e);
        }
        return Problems.ofStatus(status, request.method().name(), request.path());
    }

    @ServerExceptionMapper
    Response bugMapped(Throwable bug, HttpServerRequest request) {
        var problem = bug(bug);
        // Of an answer that has begun, or a client that has gone, nothing can be changed.
        return request.response().headWritten() || request.response().closed()
                ? Response.status(problem.status()).build()
                : response(problem).build();
    }

    private Problem bug(Throwable bug) {
        var id = ids.next();
        if (isGone(bug)) {
            LOG.debugf("A client went away: error=%s", id);
        } else if (DiskFull.isCauseOf(bug)) {
            diskFull.tell(bug);
            return DiskFull.PROBLEM;
        } else {
            LOG.errorf(bug, "A request failed: error=%s", id);
        }
        return Problems.internal(id);
    }

    /** Whether the client left in the middle, of its body or of the answer. */
    private static boolean isGone(Throwable bug) {
        for (var cause = bug; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedChannelException
                    || cause instanceof HttpClosedException
                    || cause instanceof StreamResetException
                    || (cause instanceof SocketException
                            && String.valueOf(cause.getMessage()).startsWith("Connection reset"))) {
                return true;
            }
        }
        return false;
    }

    private static Response.ResponseBuilder response(Problem problem) {
        return Response.status(problem.status())
                .type(Problems.MEDIA_TYPE)
                .entity(Json.bytes(problem));
    }
}
