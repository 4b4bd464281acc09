package dev.codefleet.gatewayclient;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.DiskView;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.Page;
import dev.codefleet.contract.job.ResumeRequest;
import dev.codefleet.contract.job.SubtaskView;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The API of a fleet's gateway. Calls block. What the gateway refuses, and a gateway that does not
 * answer, is a {@link CommandFailed} that says so to the user.
 */
public final class GatewayClient {
    private static final int PAGE_SIZE = 500;
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(20);

    private static final int HIGHEST_PORT = 65_535;

    /** As tokens of keys are written; what is none could not stand in a header either. */
    private static final Pattern KEY = Pattern.compile("cf_[a-z0-9-]+_[A-Za-z0-9_-]+");

    private final URI base;
    private final HttpCalls http;

    private GatewayClient(URI base, HttpCalls http) {
        this.base = base;
        this.http = http;
    }

    /**
     * The gateway at an address.
     *
     * @param patience how long a call goes on trying while no gateway, or no manager behind it, can
     *     be reached
     * @throws CommandFailed if it is no http or https address
     */
    public static GatewayClient at(String url, Duration patience) {
        return at(url, patience, HttpCalls.RESPONSE_TIMEOUT);
    }

    /**
     * The same with another limit than a minute for each answer to begin.
     *
     * @throws CommandFailed if it is no http or https address
     */
    public static GatewayClient at(String url, Duration patience, Duration answer) {
        URI base;
        try {
            base = new URI(url.strip().replaceAll("/+$", ""));
        } catch (URISyntaxException _) {
            throw noAddress(url);
        }
        if (base.getHost() == null
                || !List.of("http", "https").contains(base.getScheme())
                || base.getPort() > HIGHEST_PORT
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw noAddress(url);
        }
        return new GatewayClient(base, new HttpCalls(base, patience, answer, null));
    }

    /**
     * The same gateway, called with a key.
     *
     * @throws CommandFailed if it is none, without saying what it is
     */
    public GatewayClient withKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw CommandFailed.usage(
                    "The key for the gateway is none: a key is written cf_<id>_<secret>.",
                    "Put it into CODEFLEET_KEY, or name its file in CODEFLEET_KEY_FILE.");
        }
        return new GatewayClient(base, http.withKey(key));
    }

    /**
     * Makes what each call over plain HTTP needs. To be called early, on a thread of its own: it is
     * a good part of a short command's time.
     */
    public static void warmUp() {
        HttpCalls.warmUp();
    }

    /**
     * Ends all connections of this process; none can be made any more. To be called before {@link
     * System#exit}: a JVM that exits waits 0.3 s for a thread that waits for the network.
     */
    public static void endAll() {
        HttpCalls.endAll();
    }

    private static CommandFailed noAddress(String url) {
        return CommandFailed.usage(
                "'" + url + "' is no gateway address.",
                "Write it as http://host:port, in --gateway or CODEFLEET_GATEWAY.");
    }

    public URI base() {
        return base;
    }

    /** All processes of the fleet. */
    public FleetView fleet() {
        return http.get(uri("/v1/fleet"), new TypeReference<FleetView>() {});
    }

    /** What the fleet's database holds. */
    public DiskView disk() {
        return http.get(uri("/v1/disk"), new TypeReference<DiskView>() {});
    }

    /**
     * Hands in a job.
     *
     * @param idempotencyKey the same key and request again give the same job
     */
    public JobView submit(JobRequest request, String idempotencyKey) {
        return http.post(uri("/v1/jobs"), request, idempotencyKey, new TypeReference<JobView>() {});
    }

    /** Whether a repository was uploaded, by the checksum of its bundle. */
    public boolean hasRepository(String sha256) {
        return http.has(uri("/v1/repositories/" + sha256));
    }

    /**
     * Uploads a repository's bundle.
     *
     * @return the refusal if it is larger than the gateway takes; empty if it was taken
     * @throws FileNotFoundException if the file is not there
     * @throws CommandFailed if it is refused for another reason
     */
    public Optional<CommandFailed> uploadRepository(String sha256, Path bundle)
            throws FileNotFoundException {
        return http.put(uri("/v1/repositories/" + sha256), bundle, UPLOAD_TIMEOUT);
    }

    /** A job as it stands now. */
    public JobView job(JobId job) {
        return http.get(uri("/v1/jobs/" + job), new TypeReference<JobView>() {});
    }

    /**
     * The newest jobs.
     *
     * @param state null for all
     * @param limit most jobs to list
     */
    public List<JobView> jobs(@Nullable JobState state, int limit) {
        var filter = state == null ? "" : "&state=" + state;
        return pages(
                limit,
                cursor ->
                        http.get(
                                uri(
                                        "/v1/jobs?limit="
                                                + Math.min(limit, PAGE_SIZE)
                                                + filter
                                                + cursor),
                                new TypeReference<Page<JobView>>() {}));
    }

    /** All subtasks of a job, in the order of its plan. */
    public List<SubtaskView> subtasks(JobId job) {
        return pages(
                Integer.MAX_VALUE,
                cursor ->
                        http.get(
                                uri("/v1/jobs/" + job + "/subtasks?limit=" + PAGE_SIZE + cursor),
                                new TypeReference<Page<SubtaskView>>() {}));
    }

    /** All receipts of a job: what its attempts did. */
    public List<Receipt> receipts(JobId job) {
        return pages(
                Integer.MAX_VALUE,
                cursor ->
                        http.get(
                                uri("/v1/jobs/" + job + "/receipts?limit=" + PAGE_SIZE + cursor),
                                new TypeReference<Page<Receipt>>() {}));
    }

    /**
     * Asks for the job's end; one that is cancelled already stays so.
     *
     * @throws CommandFailed if it has succeeded or failed
     */
    public JobView cancel(JobId job) {
        return http.post(
                uri("/v1/jobs/" + job + "/cancel"), null, null, new TypeReference<JobView>() {});
    }

    /**
     * Has a job that failed or was cancelled go on; one that has not ended stays as it is.
     *
     * @param corrected the plan to go on with; null for the one that it has
     * @throws CommandFailed if it has succeeded, is being cancelled, or cannot have that plan
     */
    public JobView resume(JobId job, @Nullable ResumeRequest corrected) {
        return http.post(
                uri("/v1/jobs/" + job + "/resume"),
                corrected,
                null,
                new TypeReference<JobView>() {});
    }

    /**
     * Deletes a job with all that hangs on it.
     *
     * @throws CommandFailed if there is none, or if it has not ended
     */
    public void delete(JobId job) {
        http.delete(uri("/v1/jobs/" + job));
    }

    /**
     * The job's result as a patch. To be closed.
     *
     * @param isPartial whether a job that did not succeed gives what succeeded in it
     */
    public InputStream patch(JobId job, boolean isPartial) {
        var path = "/v1/jobs/" + job + "/result.patch" + (isPartial ? "?partial=true" : "");
        return http.open(uri(path), "text/x-patch", null);
    }

    /**
     * The job's result as a git bundle. To be closed.
     *
     * @param isPartial whether a job that did not succeed gives what succeeded in it
     */
    public InputStream bundle(JobId job, boolean isPartial) {
        var path = "/v1/jobs/" + job + "/result.bundle" + (isPartial ? "?partial=true" : "");
        return http.open(uri(path), "application/x-git-bundle", null);
    }

    /**
     * All that an attempt of a subtask printed, as gzip. To be closed.
     *
     * @param attempt its number; null for the newest
     */
    public InputStream wholeLog(JobId job, String subtask, @Nullable Integer attempt) {
        var key = URLEncoder.encode(subtask, StandardCharsets.UTF_8);
        var path = "/v1/jobs/" + job + "/subtasks/" + key + "/log.gz";
        var query = attempt == null ? "" : "?attempt=" + attempt;
        return http.open(uri(path + query), "application/gzip", null);
    }

    /**
     * What an attempt of a subtask printed. To be closed.
     *
     * @param attempt its number; null for the newest
     * @param isFollowed whether the stream goes on until the attempt ends
     */
    public InputStream log(
            JobId job, String subtask, @Nullable Integer attempt, boolean isFollowed) {
        var key = URLEncoder.encode(subtask, StandardCharsets.UTF_8);
        var path = "/v1/jobs/" + job + "/subtasks/" + key + "/log";
        var query = new ArrayList<String>();
        if (attempt != null) {
            query.add("attempt=" + attempt);
        }
        if (isFollowed) {
            query.add("follow=true");
        }
        var suffix = query.isEmpty() ? "" : "?" + String.join("&", query);
        return http.open(uri(path + suffix), "text/plain", null);
    }

    /** The job's log of messages from its start, to be read on one thread. */
    public JobEventStream events(JobId job) {
        return events(job, 0);
    }

    /** The job's log of messages after one of them, to be read on one thread. */
    public JobEventStream events(JobId job, long after) {
        return new JobEventStream(after, lastEventId -> openEvents(job, lastEventId));
    }

    /**
     * One connection's worth of the job's log of messages. To be closed.
     *
     * @param lastEventId the last event that is known; null for the start
     */
    public InputStream openEvents(JobId job, @Nullable String lastEventId) {
        return http.open(uri("/v1/jobs/" + job + "/events"), "text/event-stream", lastEventId);
    }

    /** What the job's log of messages holds now, without waiting for more. */
    public JobEventStream eventsSoFar(JobId job) {
        return new JobEventStream(lastEventId ->
                http.open(
                        uri("/v1/jobs/" + job + "/events?follow=false"),
                        "text/event-stream",
                        lastEventId));
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private static <T> List<T> pages(int limit, Function<String, Page<T>> fetch) {
        var all = new ArrayList<T>();
        var cursor = "";
        while (true) {
            var page = fetch.apply(cursor);
            all.addAll(page.items());
            var next = page.nextCursor();
            if (next == null || all.size() >= limit) {
                return all.size() > limit ? all.subList(0, limit) : all;
            }
            cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }
}
