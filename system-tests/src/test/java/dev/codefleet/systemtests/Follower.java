package dev.codefleet.systemtests;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Predicate;

/** Follows a job's log to its end, over broken streams. Good for one thread, once. */
final class Follower {
    private static final Duration LONGEST = Duration.ofSeconds(80);
    private static final int CHUNK_BYTES = 16_384;

    private final Api api;
    private final JobId job;
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private long last;
    private boolean isOver;

    Follower(Api api, JobId job) {
        this(api, job, 0);
    }

    /**
     * @param after number of the last entry that is known
     */
    Follower(Api api, JobId job, long after) {
        this.api = api;
        this.job = job;
        this.last = after;
    }

    /**
     * @return the first entry that is wanted; empty if the job ended without one
     */
    Optional<JobEvent> follow(Predicate<JobEvent> wanted) {
        var found = new ArrayList<JobEvent>(1);
        var isDone =
                Eventually.holds(
                        LONGEST,
                        () -> {
                            readOnce(wanted).ifPresent(found::add);
                            return isOver || !found.isEmpty();
                        });
        if (!isDone) {
            throw new AssertionError(
                    "job "
                            + job
                            + " did not end in "
                            + LONGEST.toSeconds()
                            + " s: "
                            + api.job(job));
        }
        return found.stream().findFirst();
    }

    private Optional<JobEvent> readOnce(Predicate<JobEvent> wanted) {
        var request =
                api.request("/v1/jobs/" + job + "/events")
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", Long.toString(last))
                        .build();
        try {
            var response = api.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() == 404) {
                    throw new AssertionError("there is no job " + job);
                }
                return response.statusCode() == 200 ? read(body, wanted) : Optional.empty();
            }
        } catch (IOException | UncheckedIOException _) {
            // Whoever was asked has died: its successor goes on after the last entry seen.
            return Optional.empty();
        }
    }

    private Optional<JobEvent> read(InputStream body, Predicate<JobEvent> wanted)
            throws IOException {
        var parser = new SseParser();
        var chunk = new byte[CHUNK_BYTES];
        // Nothing happens for long, but the stream's comments come: a read takes seconds at most.
        for (var length = body.read(chunk);
                length >= 0 && System.nanoTime() - deadline < 0;
                length = body.read(chunk)) {
            var events = new ArrayList<SseEvent>();
            parser.feed(java.util.Arrays.copyOf(chunk, length), events::add);
            for (var event : events) {
                var entry = Json.mapper().readValue(event.data(), JobEvent.class);
                if (accept(entry) && wanted.test(entry)) {
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the entry is new. */
    private boolean accept(JobEvent entry) {
        if (entry.seq() <= last) {
            return false;
        }
        if (entry.seq() != last + 1) {
            throw new AssertionError("entry " + entry.seq() + " follows " + last);
        }
        last = entry.seq();
        if ("job".equals(entry.body().get("what"))) {
            // An end may be followed by a resumption.
            isOver = JobState.valueOf(String.valueOf(entry.body().get("state"))).isFinal();
        }
        return true;
    }
}
