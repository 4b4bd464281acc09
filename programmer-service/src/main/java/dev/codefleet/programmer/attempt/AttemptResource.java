package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent.Accepted;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Following;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.programmer.run.Attempt;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The addresses at which managers order, follow, fetch and end attempts. */
@Path("/v1/attempts")
class AttemptResource {
    private static final String BUNDLE = "application/x-git-bundle";
    private static final String GZIP = "application/gzip";

    private final Attempts attempts;
    private final Admissions admissions;
    private final Followers followers;

    AttemptResource(Attempts attempts, Admissions admissions, Followers followers) {
        this.attempts = attempts;
        this.admissions = admissions;
        this.followers = followers;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(summary = "Order an attempt; the same order twice is one attempt")
    public Response order(@Nullable Order body) {
        var order = Problems.requireBody(body);
        admissions.admit(order);
        return Response.accepted(new Accepted(order.attempt(), attempts.incarnation()))
                .location(URI.create("/v1/attempts/" + order.attempt()))
                .build();
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(summary = "Order an attempt and follow its events, which end with its report")
    public CompletionStage<@Nullable Void> orderAndFollow(
            @Nullable Order body, RoutingContext routing) {
        return followers.followOrdered(admissions.admit(Problems.requireBody(body)), routing);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(summary = "The attempts that run, or whose reports wait for acknowledgement")
    public List<AttemptView> list() {
        var running = attempts.running().all().stream().map(this::view);
        return Stream.concat(running, attempts.ended().states().map(this::endedView)).toList();
    }

    @GET
    @Path("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "Where an attempt stands, with its report once it has ended")
    public AttemptView get(@PathParam("id") String id) {
        return view(require(parse(id)));
    }

    @GET
    @Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(summary = "Follow an attempt's events, which end with its report")
    public CompletionStage<@Nullable Void> events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            RoutingContext routing) {
        var known = require(parse(id));
        return followers.follow(known, Followers.number(lastEventId), routing);
    }

    @GET
    @Path("/{id}/bundle")
    @Produces(BUNDLE)
    @RunOnVirtualThread
    @Operation(summary = "The commit that an attempt ended with, as a git bundle")
    public Response bundle(@PathParam("id") String id) {
        var file =
                attempts.ended()
                        .bundle(parse(id))
                        .orElseThrow(() ->
                                new ProblemException(
                                        Problems.notFound(
                                                "Attempt " + id + " has no bundle here.")));
        return Response.ok(file.toFile(), BUNDLE).build();
    }

    @GET
    @Path("/{id}/log")
    @Produces(GZIP)
    @RunOnVirtualThread
    @Operation(summary = "All that an attempt printed, where its report has only a part")
    public Response log(@PathParam("id") String id) {
        var file =
                attempts.ended()
                        .log(parse(id))
                        .orElseThrow(() ->
                                new ProblemException(
                                        Problems.notFound(
                                                "Attempt " + id + " has no whole log here.")));
        return Response.ok(file.toFile(), GZIP).build();
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(summary = "Acknowledge a report, which is then no longer kept")
    public void acknowledge(@PathParam("id") String id) {
        if (!attempts.acknowledge(parse(id))) {
            throw new ProblemException(
                    Problem.of(
                            409,
                            "Still running",
                            "STILL_RUNNING",
                            "Attempt " + id + " still runs: cancel it, or wait for its report."));
        }
    }

    @POST
    @Path("/{id}/cancel")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Stop an attempt; its events end with a CANCELLED report",
            description =
                    "404 says that it is not here, and that its order is refused from now on.")
    public Response cancel(@PathParam("id") String id) {
        var known = attempts.cancel(parse(id)).orElseThrow(() -> unknown(id));
        return Response.accepted(view(known)).build();
    }

    @POST
    @Path("/followed")
    @NonBlocking
    @Operation(
            summary = "Say which attempts' beats were heard",
            description = "An attempt of which nobody says so ends, as if nobody followed it.")
    public void followed(@Nullable Following following) {
        attempts.running().followed(Problems.requireBody(following));
    }

    private Admission.Known require(AttemptId id) {
        return attempts.find(id).orElseThrow(() -> unknown(id.toString()));
    }

    private static AttemptId parse(String id) {
        try {
            return AttemptId.parse(id);
        } catch (IllegalArgumentException _) {
            throw unknown(id);
        }
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(Problems.notFound("There is no attempt " + id + " here."));
    }

    private AttemptView view(Admission.Known known) {
        return switch (known) {
            case Admission.Running(var attempt) -> view(attempt);
            case Admission.Ended(var ignored, var report) ->
                    new AttemptView(
                            report.attempt(), report.state(), attempts.incarnation(), report);
        };
    }

    private AttemptView view(Attempt attempt) {
        return new AttemptView(attempt.id(), AttemptState.RUNNING, attempts.incarnation(), null);
    }

    private AttemptView endedView(Map.Entry<AttemptId, AttemptState> ended) {
        return new AttemptView(ended.getKey(), ended.getValue(), attempts.incarnation(), null);
    }
}
