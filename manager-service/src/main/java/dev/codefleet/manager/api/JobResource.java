package dev.codefleet.manager.api;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.Attestation;
import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.Page;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.plan.Plan;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.job.AttestationStore;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobViewStore;
import dev.codefleet.manager.job.ResumeStore;
import dev.codefleet.manager.job.ResumeStore.Resumption;
import dev.codefleet.manager.retention.RetentionStore;
import dev.codefleet.plan.JobRequestReader;
import dev.codefleet.plan.PlanReading;
import dev.codefleet.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Endpoints about jobs. Reads are answered from the database, whoever holds the job. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class JobResource {
    private static final Logger LOG = Logger.getLogger(JobResource.class);
    private static final int MOST_PER_PAGE = 1_000;

    /** Addresses of a client and the proxies between; anything else is not worth believing. */
    private static final Pattern ADDRESSES = Pattern.compile("[0-9A-Fa-f.:, \\[\\]-]{2,200}");

    private final JobIntake submission;
    private final JobHolder active;
    private final JobViewStore views;
    private final JobLookup known;
    private final AttestationStore signed;
    private final ResumeStore resumes;
    private final RetentionStore retention;
    private final InstantSource clock;

    JobResource(
            JobIntake submission,
            JobHolder active,
            JobViewStore views,
            JobLookup known,
            AttestationStore signed,
            ResumeStore resumes,
            RetentionStore retention,
            InstantSource clock) {
        this.submission = submission;
        this.active = active;
        this.views = views;
        this.known = known;
        this.signed = signed;
        this.resumes = resumes;
        this.retention = retention;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response submit(
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var submitted = submission.submit(body, key, caller);
        var response =
                Response.accepted(submitted.view())
                        .location(URI.create("/v1/jobs/" + submitted.view().id()));
        return (submitted.isReplay() ? response.header("Idempotent-Replay", "true") : response)
                .build();
    }

    @GET
    public Page<JobView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var before = cursor == null ? null : cursor(cursor);
        var jobs =
                views.jobs(
                        state == null ? null : state(state),
                        before,
                        checked(limit) + 1,
                        JobRights.visible(caller));
        return page(jobs, limit, job -> job.id().value());
    }

    @GET
    @Path("{id}")
    public JobView get(
            @PathParam("id") String id, @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        return known.view(id, caller);
    }

    @GET
    @Path("{id}/subtasks")
    public Page<SubtaskView> subtasks(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue("1000") int limit,
            @QueryParam("cursor") @DefaultValue("-1") int cursor,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var job = known.existing(id, caller);
        var subtasks = views.subtasks(job, cursor, checked(limit) + 1);
        return page(subtasks, limit, _ -> Integer.toString(cursor + limit));
    }

    @GET
    @Path("{id}/receipts")
    public Page<Receipt> receipts(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @DefaultValue(".0") String cursor,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var job = known.existing(id, caller);
        var after = place(cursor, "receipts");
        var receipts = views.receipts(job, after.key(), after.number(), checked(limit) + 1);
        return page(receipts, limit, last -> Place.of(last.attempt()).toString());
    }

    /** The signed ones among the receipts, and the summary, as they were signed. */
    @GET
    @Path("{id}/attestations")
    public Page<Attestation> attestations(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @DefaultValue(".-1") String cursor,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var job = known.existing(id, caller);
        var after = place(cursor, "attestations");
        var attestations = signed.page(job, after.key(), after.number(), checked(limit) + 1);
        return page(attestations, limit, last -> Place.of(last.attempt()).toString());
    }

    /** Where a page of what attempts have left ends: an attempt, or before all of them. */
    private record Place(String key, int number) {
        static Place of(@Nullable AttemptId attempt) {
            return attempt == null ? new Place("", 0) : new Place(attempt.key(), attempt.number());
        }

        @Override
        public String toString() {
            return key + "." + number;
        }
    }

    private Place place(String cursor, String what) {
        if (!cursor.matches("[A-Za-z0-9_-]{0,64}\\.(-1|[0-9]{1,9})")) {
            throw known.invalid("cursor", "is not one that a page of " + what + " gave");
        }
        int dot = cursor.indexOf('.');
        return new Place(cursor.substring(0, dot), Integer.parseInt(cursor.substring(dot + 1)));
    }

    @POST
    @Path("{id}/cancel")
    public Response cancel(
            @PathParam("id") String id,
            @HeaderParam("X-Forwarded-For") @Nullable String client,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller,
            @Context HttpServerRequest request)
            throws SQLException {
        var job = known.controlled(id, caller);
        boolean isHeld = active.cancel(job).toCompletableFuture().join();
        var view = known.view(job);
        if (!isHeld && !view.state().isFinal()) {
            throw known.heldElsewhere(view);
        }
        // That it is cancelled already is what was asked for; that it ended otherwise is not.
        if (view.state() == JobState.SUCCEEDED || view.state() == JobState.FAILED) {
            var word = view.state() == JobState.SUCCEEDED ? "has succeeded" : "has failed";
            throw conflict(
                    "Not cancellable",
                    "JOB_ENDED",
                    "The job " + word + ": there is nothing left to cancel.");
        }
        LOG.infof(
                "job cancel requested: job=%s state=%s by=%s",
                job, view.state(), who(caller, client, request));
        return Response.accepted(view).build();
    }

    /** The key and address of whoever asked the gateway, or this manager itself. */
    private static String who(
            @Nullable Caller caller, @Nullable String client, HttpServerRequest request) {
        var address = address(client, request);
        return caller == null ? address : caller.key() + "@" + address;
    }

    private static String address(@Nullable String client, HttpServerRequest request) {
        if (client != null && ADDRESSES.matcher(client).matches()) {
            return client;
        }
        var address = request.remoteAddress();
        return address == null ? "unknown" : address.hostAddress();
    }

    @POST
    @Path("{id}/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response resume(
            @PathParam("id") String id,
            byte @Nullable [] body,
            @HeaderParam("X-Forwarded-For") @Nullable String client,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller,
            @Context HttpServerRequest request)
            throws SQLException {
        var job = known.controlled(id, caller);
        var plan = correctedPlan(body == null ? new byte[0] : body);
        switch (resumes.resume(job, plan, active.manager(), clock.instant())) {
            case Resumption.Resumed resumed -> {
                LOG.infof(
                        "job resumed: job=%s agent=%s by=%s",
                        job, active.manager(), who(caller, client, request));
                active.takeUp();
            }
            case Resumption.GoesOn goesOn -> {}
            case Resumption.Unknown unknown -> throw JobLookup.missing(job);
            case Resumption.IsEnding ending ->
                    throw conflict(
                            "Not resumable",
                            "JOB_ENDING",
                            "The job is being cancelled: resume it once it has ended.");
            case Resumption.HasSucceeded succeeded ->
                    throw conflict(
                            "Not resumable",
                            "JOB_SUCCEEDED",
                            "The job has succeeded: there is nothing left to run.");
            case Resumption.IsAtWork atWork ->
                    throw conflict(
                            "Not resumable",
                            "JOB_NOT_ENDED",
                            "The job has not ended, so its plan cannot be changed: cancel it first,"
                                    + " then resume it with the plan.");
            case Resumption.Refused refused ->
                    throw new ProblemException(
                            Problem.of(
                                    409,
                                    "Not resumable",
                                    "PLAN_CHANGES_RESULTS",
                                    JobIntake.summary(refused.errors()),
                                    refused.errors()));
        }
        return Response.accepted(known.view(job)).build();
    }

    /** The plan to go on with; null for the one that the job has. */
    private static @Nullable Plan correctedPlan(byte[] body) {
        var reading = JobRequestReader.readResumption(body);
        if (reading.isEmpty()) {
            return null;
        }
        return switch (reading.get()) {
            case PlanReading.Valid valid -> valid.plan();
            case PlanReading.Invalid invalid -> throw JobIntake.invalid(invalid.errors());
            case PlanReading.Malformed malformed ->
                    throw JobIntake.malformed(malformed.line(), malformed.message());
        };
    }

    /** What hangs on the job is deleted bit by bit afterwards. */
    @DELETE
    @Path("{id}")
    @Produces(MediaType.WILDCARD)
    public Response delete(
            @PathParam("id") String id,
            @HeaderParam("X-Forwarded-For") @Nullable String client,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller,
            @Context HttpServerRequest request)
            throws SQLException {
        var job = known.controlled(id, caller);
        return switch (retention.delete(job)) {
            case DELETED -> {
                LOG.infof(
                        "job deleted on request: job=%s by=%s", job, who(caller, client, request));
                yield Response.noContent().build();
            }
            case UNKNOWN -> throw JobLookup.missing(job);
            case NOT_ENDED ->
                    throw conflict(
                            "Not deletable",
                            "JOB_NOT_ENDED",
                            "The job has not ended: cancel it first, or wait for its end.");
        };
    }

    private static ProblemException conflict(String title, String code, String detail) {
        return new ProblemException(Problem.of(409, title, code, detail));
    }

    private JobId cursor(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException _) {
            throw known.invalid("cursor", "is not one that a page of jobs gave");
        }
    }

    private JobState state(String text) {
        try {
            return JobState.valueOf(text);
        } catch (IllegalArgumentException _) {
            throw known.invalid("state", "must be one of " + List.of(JobState.values()));
        }
    }

    private int checked(int limit) {
        if (limit < 1 || limit > MOST_PER_PAGE) {
            throw known.invalid("limit", "must be 1 to " + MOST_PER_PAGE);
        }
        return limit;
    }

    /** A page of a list that was read one longer than asked for. */
    private static <T> Page<T> page(List<T> items, int limit, Function<T, String> cursor) {
        if (items.size() <= limit) {
            return new Page<>(items, null);
        }
        var page = items.subList(0, limit);
        return new Page<>(page, cursor.apply(page.getLast()));
    }
}
