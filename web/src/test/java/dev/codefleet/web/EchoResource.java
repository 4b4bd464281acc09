package dev.codefleet.web;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Sse;
import dev.codefleet.support.SseEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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

    @POST
    @Path("{id}/touch")
    public void touch(@PathParam("id") String id) {}

    @PUT
    @Path("{id}/bytes")
    @Consumes("*/*")
    public int bytes(@PathParam("id") String id, byte[] body) {
        return body.length;
    }

    @PUT
    @Path("{id}/stream")
    @Consumes("*/*")
    public long streamed(@PathParam("id") String id, InputStream body) throws IOException {
        return body.transferTo(OutputStream.nullOutputStream());
    }

    @GET
    @Path("full")
    public String full() throws IOException {
        throw new IOException("/tmp/x: No space left on device");
    }

    @GET
    @Path("number")
    public String number(
            @QueryParam("n") @Nullable Integer n,
            @QueryParam("is_up") boolean isUp,
            @QueryParam("text") @Nullable String text) {
        return n + " " + isUp + " " + text;
    }

    @GET
    @Path("described")
    @Parameter(name = "limit", in = ParameterIn.QUERY)
    public String described() {
        return "passed on";
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
    @Path("patient")
    @Produces(Sse.MEDIA_TYPE)
    public CompletionStage<@Nullable Void> patient(
            @Context RoutingContext routing, @QueryParam("count") int count) {
        var stream = EventStream.open(routing, new EventStream.Limits(10, 4_096, Duration.ZERO));
        Thread.startVirtualThread(() -> {
            try {
                for (var i = 1; i <= count; i++) {
                    var event = EventStream.encoded(new SseEvent("" + i, "tick", "x".repeat(200)));
                    if (!stream.awaitRoom(event) || !stream.send(event)) {
                        return;
                    }
                }
                stream.end(new SseEvent(null, "end", "" + count));
            } catch (InterruptedException _) {
                stream.end();
            }
        });
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
