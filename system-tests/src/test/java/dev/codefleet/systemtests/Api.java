package dev.codefleet.systemtests;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.Page;
import dev.codefleet.contract.job.ResumeRequest;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.problem.Problem;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The public API of a fleet. */
final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();

    private final String base;
    private final @Nullable String key;

    /** The API of a service that asks for no key. */
    Api(String base) {
        this(base, null);
    }

    /** That of a gateway. */
    Api(String base, @Nullable String key) {
        this.base = base;
        this.key = key;
    }

    /** Where it is. */
    String base() {
        return base;
    }

    /** A request to a path of the API. */
    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        return send(request, BodyHandlers.ofByteArray());
    }

    /** Hands a job in without looking at the answer. */
    HttpResponse<byte[]> post(JobRequest job, String idempotencyKey) {
        return send(
                request("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofByteArray(Json.bytes(job)))
                        .build());
    }

    /** Hands a job in; it must be accepted. */
    JobView submit(JobRequest job) {
        return accepted(
                send(
                        request("/v1/jobs")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(Json.bytes(job)))
                                .build()));
    }

    /** The job that an answer accepted. */
    static JobView accepted(HttpResponse<byte[]> response) {
        if (response.statusCode() != 202) {
            throw new AssertionError(
                    new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return read(response.body(), new TypeReference<>() {});
    }

    /** Hands a job in and waits for its end, whatever that is. */
    JobView run(JobRequest job) {
        return end(submit(job).id());
    }

    /** Waits for the end of a job. */
    JobView end(JobId job) {
        events(job);
        return job(job);
    }

    /** The job's whole log, once it has ended. */
    List<JobEvent> events(JobId job) {
        var events = new ArrayList<JobEvent>();
        new Follower(this, job).follow(event -> !events.add(event));
        return events;
    }

    /** Waits for an entry of the job's log. */
    JobEvent await(JobId job, Predicate<JobEvent> wanted) {
        return new Follower(this, job)
                .follow(wanted)
                .orElseThrow(() -> new AssertionError("the job ended without it: " + job(job)));
    }

    JobView job(JobId job) {
        return get("/v1/jobs/" + job, new TypeReference<>() {});
    }

    List<JobView> jobs() {
        return pages("/v1/jobs", new TypeReference<Page<JobView>>() {});
    }

    List<SubtaskView> subtasks(JobId job) {
        return pages("/v1/jobs/" + job + "/subtasks", new TypeReference<Page<SubtaskView>>() {});
    }

    SubtaskView subtask(JobId job, String key) {
        return subtasks(job).stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no subtask " + key));
    }

    /** The accounts of all attempts of a job. */
    List<Receipt> receipts(JobId job) {
        return pages("/v1/jobs/" + job + "/receipts", new TypeReference<Page<Receipt>>() {});
    }

    List<Receipt> receipts(JobId job, String key) {
        return receipts(job).stream().filter(one -> one.attempt().key().equals(key)).toList();
    }

    FleetView fleet() {
        return get("/v1/fleet", new TypeReference<>() {});
    }

    JobView cancel(JobId job) {
        var request = request("/v1/jobs/" + job + "/cancel").POST(BodyPublishers.noBody());
        var response = send(request.build());
        if (response.statusCode() != 202) {
            throw new AssertionError(problem(response));
        }
        return read(response.body(), new TypeReference<>() {});
    }

    /** Asks for a job to go on, without looking at the answer. */
    HttpResponse<byte[]> resume(JobId job) {
        return send(request("/v1/jobs/" + job + "/resume").POST(BodyPublishers.noBody()).build());
    }

    /** Asks for a job to go on with a corrected plan, without looking at the answer. */
    HttpResponse<byte[]> resume(JobId job, Object plan) {
        return send(
                request("/v1/jobs/" + job + "/resume")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.bytes(new ResumeRequest(plan, null))))
                        .build());
    }

    /** Downloads the job's merged head. */
    void resultBundle(JobId job, Path to) {
        var response = send(request("/v1/jobs/" + job + "/result.bundle").build());
        if (response.statusCode() != 200) {
            throw new AssertionError("no result of job " + job + ": " + problem(response));
        }
        try {
            Files.write(to, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Problem problem(HttpResponse<byte[]> response) {
        return read(response.body(), new TypeReference<>() {});
    }

    <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
        try {
            return CLIENT.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    <T> List<T> pages(String path, TypeReference<Page<T>> type) {
        var items = new ArrayList<T>();
        @Nullable String cursor = null;
        do {
            var query = "?limit=500" + (cursor == null ? "" : "&cursor=" + cursor);
            var page = get(path + query, type);
            items.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return items;
    }

    <T> T get(String path, TypeReference<T> type) {
        var response = send(request(path).build());
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + ": " + problem(response));
        }
        return read(response.body(), type);
    }

    private static <T> T read(byte[] body, TypeReference<T> type) {
        try {
            return Json.mapper().readValue(body, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
