package dev.codefleet.web;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.problem.Problem;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the tests ask of a service. */
@Path("/echo")
public class EchoResource {
    @POST
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Heartbeat echo(@PathParam("id") AgentId id, @Nullable Heartbeat beat) {
        return Problems.requireBody(beat);
    }

    @GET
    @Path("refusal")
    public String refusal() {
        throw new ProblemException(
                Problem.of(429, "Slots full", "SLOTS_FULL", "All 2 slots are taken."),
                new ProblemException.Header("Retry-After", "1"));
    }

    @GET
    @Path("bug")
    public String bug() {
        throw new IllegalStateException("password=hunter2");
    }

    @GET
    @Path("stream")
    @Produces(Sse.MEDIA_TYPE)
    public CompletionStage<@Nullable Void> stream(
            @Context RoutingContext routing, @QueryParam("count") int count) {
        var limits = new EventStream.Limits(1_000, 1 << 20, Duration.ofMillis(20));
        var stream = EventStream.open(routing, limits);
        for (var i = 1; i <= count; i++) {
            stream.send(new SseEvent("" + i, "tick", "n".repeat(i)));
        }
        if (count > 0) {
            stream.end();
        }
        return stream.done();
    }

    @GET
    @Path("flood")
    @Produces(Sse.MEDIA_TYPE)
    public CompletionStage<@Nullable Void> flood(@Context RoutingContext routing) {
        var limits = new EventStream.Limits(10, 1 << 20, Duration.ZERO);
        var stream = EventStream.open(routing, limits);
        for (var i = 1; i <= 11; i++) {
            if (!stream.send(new SseEvent("" + i, "tick", "x"))) {
                stream.cutOff(new SseEvent(null, "resync", "" + i));
            }
        }
        return stream.done();
    }
}
