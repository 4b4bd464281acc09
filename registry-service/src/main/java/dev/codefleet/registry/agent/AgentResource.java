package dev.codefleet.registry.agent;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentView;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.HeartbeatReply;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.CallVerifier;
import dev.codefleet.registry.membership.InputRules;
import dev.codefleet.registry.membership.RegistryReply;
import dev.codefleet.registryclient.UnprovenCall;
import dev.codefleet.support.Sse;
import dev.codefleet.web.EventStream;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Endpoints at which agents register, beat and leave, and anybody reads and watches them. */
@Path("/v1/agents")
@Tag(name = "Agents")
@NonBlocking
class AgentResource {
    private static final String UNPROVEN =
            "NO_TOKEN, BAD_TOKEN, WRONG_AUDIENCE or TOKEN_OUT_OF_TIME (whose Date is to be gone by)";

    private final AgentRegistry registry;

    AgentResource(AgentRegistry registry) {
        this.registry = registry;
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "register",
            summary = "Register an agent, or renew its registration",
            description = "The highest incarnation of an id is the valid one.")
    @APIResponse(responseCode = "200", description = "Registered; beat now and then as asked")
    @APIResponse(responseCode = "400", description = "MALFORMED_JSON or INVALID_FIELDS")
    @APIResponse(responseCode = "401", description = UNPROVEN)
    @APIResponse(responseCode = "403", description = "NOT_ENROLLED by the key of the agent's kind")
    @APIResponse(responseCode = "409", description = "ID_TAKEN: the id belongs to another key")
    @APIResponse(responseCode = "410", description = "SUPERSEDED: a newer incarnation exists, stop")
    @APIResponse(responseCode = "503", description = "REGISTRY_FULL")
    public HeartbeatReply register(
            @PathParam("id") AgentId id,
            @HeaderParam("Authorization") @Nullable String authorization,
            @HeaderParam(AgentCredentials.ENROLMENT_HEADER) @Nullable String proof,
            @Nullable Registration registration) {
        var valid = Problems.requireBody(registration);
        var errors = InputRules.check(valid);
        if (!errors.isEmpty()) {
            throw ProblemException.invalidFields(errors);
        }
        return reply(id, registry.register(id, valid, authorization, proof));
    }

    @POST
    @Path("{id}/heartbeat")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "beat", summary = "Say that an agent lives, and how it is")
    @APIResponse(responseCode = "200", description = "Heard; tells when the next beat is expected")
    @APIResponse(responseCode = "400", description = "MALFORMED_JSON or INVALID_FIELDS")
    @APIResponse(responseCode = "401", description = UNPROVEN)
    @APIResponse(responseCode = "404", description = "UNKNOWN_AGENT: register again")
    @APIResponse(responseCode = "410", description = "SUPERSEDED: a newer incarnation exists, stop")
    public HeartbeatReply beat(
            @PathParam("id") AgentId id,
            @HeaderParam("Authorization") @Nullable String authorization,
            @Nullable Heartbeat beat) {
        var valid = Problems.requireBody(beat);
        var errors = InputRules.check(valid);
        if (!errors.isEmpty()) {
            throw ProblemException.invalidFields(errors);
        }
        return reply(id, registry.beat(id, valid, authorization));
    }

    @DELETE
    @Path("{id}")
    @Operation(operationId = "leave", summary = "Forget an agent that stops on purpose")
    @APIResponse(responseCode = "204", description = "Forgotten, or not known anyway")
    @APIResponse(responseCode = "401", description = UNPROVEN)
    @APIResponse(responseCode = "410", description = "SUPERSEDED: a newer incarnation exists")
    public void leave(
            @PathParam("id") AgentId id,
            @HeaderParam("Authorization") @Nullable String authorization,
            @QueryParam("incarnation") @Nullable Long incarnation) {
        var outcome = registry.leave(id, incarnation, authorization);
        if (!(outcome instanceof RegistryReply.Unknown)) {
            reply(id, outcome);
        }
    }

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "agents", summary = "All agents, by id")
    @APIResponse(
            responseCode = "200",
            description = "A snapshot, at most a second old if nothing changed since",
            content = @Content(schema = @Schema(implementation = WatchEvent.Snapshot.class)))
    public byte[] all() {
        return registry.watchStream().snapshotJson();
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "agent", summary = "One agent")
    @APIResponse(responseCode = "200", description = "As this replica sees it")
    @APIResponse(responseCode = "404", description = "UNKNOWN_AGENT")
    public AgentView one(@PathParam("id") AgentId id) {
        return registry.find(id).orElseThrow(() -> unknown(id));
    }

    @GET
    @Path("events")
    @Produces(Sse.MEDIA_TYPE)
    @Operation(
            operationId = "watch",
            summary = "Watch all agents",
            description =
                    "First a `snapshot`, then a `delta` for the changes since the event before. A reader"
                            + " that is too slow gets `resync` and starts over.")
    @APIResponse(responseCode = "200", description = "Server-sent events")
    @APIResponse(responseCode = "503", description = "TOO_MANY_STREAMS")
    public CompletionStage<@Nullable Void> watch(@Context RoutingContext routing) {
        var watchStream = registry.watchStream();
        if (!watchStream.admit()) {
            var detail = "This registry has as many readers as it takes; try another replica.";
            throw new ProblemException(
                    Problem.of(503, "Too many streams", "TOO_MANY_STREAMS", detail),
                    new ProblemException.Header("Retry-After", "5"));
        }
        var stream = EventStream.open(routing, WatchStream.limits());
        watchStream.join(stream);
        return stream.done();
    }

    private static HeartbeatReply reply(AgentId id, RegistryReply outcome) {
        return switch (outcome) {
            case RegistryReply.Taken taken -> new HeartbeatReply(taken.nextIntervalMs());
            case RegistryReply.Unknown unknown -> throw unknown(id);
            case RegistryReply.Superseded superseded -> throw superseded(id, superseded);
            case RegistryReply.ForeignKey foreign -> throw idTaken(id);
            case RegistryReply.Unproven unproven -> throw unproven(unproven.refusal());
            case RegistryReply.Full full ->
                    throw new ProblemException(
                            Problem.of(
                                    503,
                                    "Registry full",
                                    "REGISTRY_FULL",
                                    "This registry takes no more agents."));
        };
    }

    private static ProblemException idTaken(AgentId id) {
        return new ProblemException(
                Problem.of(
                        409,
                        "Id taken",
                        "ID_TAKEN",
                        "Agent "
                                + id
                                + " is known by another key. Give this one an id of its own, or the key"
                                + " that it had in CODEFLEET_IDENTITY_DIRECTORY; the id of a lost agent is"
                                + " free after CODEFLEET_REGISTRY_FORGET_AFTER."));
    }

    private static ProblemException unproven(CallVerifier.Refused refusal) {
        var problem = UnprovenCall.problem(refusal);
        var time = refusal.calleesTime();
        return time == null
                ? new ProblemException(problem)
                : new ProblemException(
                        problem, new ProblemException.Header("Date", UnprovenCall.date(time)));
    }

    private static ProblemException unknown(AgentId id) {
        return new ProblemException(
                Problem.of(
                        404,
                        "Unknown agent",
                        "UNKNOWN_AGENT",
                        "No agent " + id + " of this incarnation is registered here."));
    }

    private static ProblemException superseded(AgentId id, RegistryReply.Superseded superseded) {
        return new ProblemException(
                Problem.of(
                        410,
                        "Superseded",
                        "SUPERSEDED",
                        "Agent "
                                + id
                                + " has the newer incarnation "
                                + superseded.incarnation()
                                + "."));
    }
}
