package dev.codefleet.manager.api;

import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.manager.feed.CommittedEvents;
import dev.codefleet.manager.feed.EventFeed;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobViewStore;
import dev.codefleet.support.Sse;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.ProblemException;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Endpoint of a job's events. Only the manager that holds an unfinished job can tell what is new in
 * it.
 */
@Path("/v1/jobs/{id}/events")
class EventResource {
    /** Little: a reader that is behind is given what the database has. */
    private static final EventStream.Limits LIMITS =
            new EventStream.Limits(1_000, 256L << 10, Duration.ofSeconds(10));

    private final JobViewStore views;
    private final CommittedEvents events;
    private final JobHolder active;
    private final JobLookup known;
    private final InstantSource clock;

    EventResource(
            JobViewStore views,
            CommittedEvents events,
            JobHolder active,
            JobLookup known,
            InstantSource clock) {
        this.views = views;
        this.events = events;
        this.active = active;
        this.known = known;
        this.clock = clock;
    }

    @GET
    @Produces(Sse.MEDIA_TYPE)
    @NonBlocking
    public CompletionStage<@Nullable Void> events(
            @PathParam("id") String id,
            @QueryParam("follow") @DefaultValue("true") boolean follow,
            @HeaderParam("Last-Event-ID") @DefaultValue("0") String lastEventId,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller,
            @jakarta.ws.rs.core.Context RoutingContext routing) {
        long after = seq(lastEventId);
        var context = Vertx.currentContext();
        var done = new CompletableFuture<@Nullable Void>();
        Thread.startVirtualThread(() -> {
            try {
                var job = readable(id, caller, follow);
                context.runOnContext(_ -> open(routing, job, after, follow, done));
            } catch (SQLException | RuntimeException refusal) {
                done.completeExceptionally(refusal);
            }
        });
        return done;
    }

    private void open(
            RoutingContext routing,
            JobId job,
            long after,
            boolean follow,
            CompletableFuture<@Nullable Void> done) {
        var stream = EventStream.open(routing, LIMITS);
        stream.done().thenRun(() -> done.complete(null));
        var feed = new EventFeed(job, stream, active, clock, after);
        Thread.startVirtualThread(() -> feed.run(views, events, follow));
    }

    private JobId readable(String id, @Nullable Caller caller, boolean follow) throws SQLException {
        var view = known.view(id, caller);
        boolean isElsewhere =
                view.owner() == null || !view.owner().value().equals(active.manager());
        if (follow && isElsewhere && !view.state().isFinal()) {
            throw known.heldElsewhere(view);
        }
        return view.id();
    }

    private static long seq(String lastEventId) {
        if (!lastEventId.matches("[0-9]{1,18}")) {
            var error =
                    new FieldError(
                            null, "Last-Event-ID", "is not the id of an event", "a whole number");
            throw ProblemException.invalidFields(List.of(error));
        }
        return Long.parseLong(lastEventId);
    }
}
