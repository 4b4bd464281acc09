package dev.codefleet.manager.api;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.manager.feed.LiveLogs;
import dev.codefleet.manager.feed.LogFollower;
import dev.codefleet.manager.job.AttemptLogStore;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.JobStore;
import dev.codefleet.manager.job.JobViewStore;
import dev.codefleet.manager.job.StoredJob;
import dev.codefleet.web.ProblemException;
import dev.codefleet.web.Problems;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Endpoint of what a subtask's attempt printed, or prints; the newest attempt if none is named. */
@Path("/v1/jobs/{id}/subtasks/{key}")
@RunOnVirtualThread
class LogResource {
    private static final String GZIP = "application/gzip";

    /** Whole logs that are in memory at once to be read: each may take 16 MiB. */
    private static final int MOST_AT_ONCE = 2;

    private static final long LONGEST_WAIT_SECONDS = 10;

    private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);
    private final JobViewStore views;
    private final JobStore store;
    private final AttemptLogStore wholeLogs;
    private final LiveLogs live;
    private final JobHolder active;
    private final JobLookup known;

    LogResource(
            JobViewStore views,
            JobStore store,
            AttemptLogStore wholeLogs,
            LiveLogs live,
            JobHolder active,
            JobLookup known) {
        this.views = views;
        this.store = store;
        this.wholeLogs = wholeLogs;
        this.live = live;
        this.active = active;
        this.known = known;
    }

    @GET
    @Path("log")
    @Produces(MediaType.TEXT_PLAIN)
    public Response log(
            @PathParam("id") String id,
            @PathParam("key") String key,
            @QueryParam("attempt") @Nullable Integer number,
            @QueryParam("follow") @DefaultValue("false") boolean follow,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller)
            throws SQLException {
        var job = known.view(id, caller);
        var attempt = attempt(job, key, number);
        if (attempt == null) {
            return Response.ok("").build();
        }
        var kept = store.log(attempt);
        if (kept.isPresent()) {
            return Response.ok(kept.get()).build();
        }
        if (isElsewhere(job)) {
            throw known.heldElsewhere(job);
        }
        if (!follow || job.state().isFinal()) {
            return Response.ok(text(attempt)).build();
        }
        if (!known.isHere(job.id())) {
            var now = known.view(job.id());
            if (now.state().isFinal()) {
                return Response.ok(store.log(attempt).orElseGet(() -> text(attempt))).build();
            }
            // Its row names us, or named us a moment ago, and another manager takes it up.
            throw known.heldElsewhere(now);
        }
        return Response.ok(new LogFollower(attempt, live, store, known::isHere)).build();
    }

    @GET
    @Path("log.gz")
    @Produces(GZIP)
    public Response whole(
            @PathParam("id") String id,
            @PathParam("key") String key,
            @QueryParam("attempt") @Nullable Integer number,
            @HeaderParam(Caller.HEADER) @Nullable Caller caller,
            @jakarta.ws.rs.core.Context RoutingContext routing)
            throws SQLException, InterruptedException {
        var job = known.view(id, caller);
        var attempt = attempt(job, key, number);
        if (attempt == null) {
            throw new ProblemException(
                    Problems.notFound("Subtask " + key + " has no attempt yet."));
        }
        takeTurn(routing);
        var name = attempt + ".log.gz";
        return Response.ok(content(attempt), GZIP)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    /** Until the answer is written: a whole log is in memory for so long. */
    private void takeTurn(RoutingContext routing) throws InterruptedException {
        if (!turns.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new ProblemException(
                    Problem.of(
                            503,
                            "Busy",
                            "BUSY",
                            "Other whole logs are being read just now: try again."));
        }
        var isOver = new AtomicBoolean();
        Runnable release =
                () -> {
                    if (isOver.compareAndSet(false, true)) {
                        turns.release();
                    }
                };
        routing.addEndHandler(_ -> release.run());
        if (routing.response().closed()) {
            // The client went before the handler was there.
            release.run();
        }
    }

    /**
     * Where its row has all that it printed, or the whole is not kept any more, what its row has.
     */
    private byte[] content(AttemptId attempt) throws SQLException {
        var whole = wholeLogs.find(attempt);
        if (whole.isPresent()) {
            return whole.get();
        }
        var kept = store.log(attempt);
        if (kept.isEmpty() && !store.hasEnded(attempt)) {
            throw new ProblemException(
                    Problem.of(
                            409,
                            "Attempt not ended",
                            "ATTEMPT_NOT_ENDED",
                            "Attempt "
                                    + attempt
                                    + " has not ended: its log comes with its report. Until then"
                                    + " read /log?follow=true."));
        }
        return compressed(kept.orElse(""));
    }

    private static byte[] compressed(String text) {
        var content = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(content)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    private String text(AttemptId attempt) {
        var lines = live.lines(attempt);
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private boolean isElsewhere(JobView job) {
        return !job.state().isFinal()
                && job.owner() != null
                && !job.owner().value().equals(active.manager());
    }

    private @Nullable AttemptId attempt(JobView job, String key, @Nullable Integer number)
            throws SQLException {
        int newest = newest(job.id(), key);
        if (number != null && (number < 1 || number > newest)) {
            throw known.invalid(
                    "attempt",
                    newest == 0
                            ? "must be left out: the subtask has no attempt as yet"
                            : "must be 1 to " + newest + ", the newest attempt of the subtask");
        }
        return newest == 0 ? null : new AttemptId(job.id(), key, number == null ? newest : number);
    }

    private int newest(JobId job, String key) throws SQLException {
        if (key.equals(StoredJob.FINAL_CHECKS_KEY)) {
            return views.finalAttempts(job);
        }
        return views.attempts(job, key)
                .orElseThrow(() ->
                        new ProblemException(
                                Problems.notFound("Job " + job + " has no such subtask.")));
    }
}
