package dev.codefleet.chaos.load;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.chaos.history.RunHistory;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.gatewayclient.JobEventStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client that hands in one job after the other, and follows each to its end. */
final class JobClient {
    /** Streams say something at least every 5 s. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(12);

    private final GatewayFailover door;
    private final RunHistory history;
    private final SharedRepository origin;
    private final int witnessPort;
    private volatile @Nullable JobEventStream followed;

    JobClient(GatewayFailover door, RunHistory history, SharedRepository origin, int witnessPort) {
        this.door = door;
        this.history = history;
        this.origin = origin;
        this.witnessPort = witnessPort;
    }

    /** Goes on until there is no more work, or the door is closed. */
    void run(Supplier<@Nullable GeneratedJob> source) {
        try {
            for (@Nullable GeneratedJob work; (work = source.get()) != null; ) {
                var job = submit(work);
                follow(job);
                takeDown(work, door.ask("GET job", gateway -> gateway.job(job)));
            }
        } catch (GatewayFailover.Closed _) {
            // What has not ended by now is missing in the history.
        }
    }

    /** To be called now and then: a gateway may have stopped without a word. */
    void breakIfSilent() {
        var events = followed;
        if (events != null) {
            events.breakIfSilentFor(LONGEST_SILENCE);
        }
    }

    private JobId submit(GeneratedJob work) {
        var request =
                ExecutorScript.request(work, work.hasFiles() ? origin.url() : null, witnessPort);
        history.add(
                new HistoryEntry.Submitted(
                        System.nanoTime(), work.key(), work.plan(), work.hasFiles()));
        var job = door.ask("POST job", gateway -> gateway.submit(request, work.key())).id();
        history.add(new HistoryEntry.Accepted(System.nanoTime(), work.key(), job.toString()));
        return job;
    }

    private void follow(JobId job) {
        try (var events =
                new JobEventStream(
                        last -> door.ask("GET events", gateway -> gateway.openEvents(job, last)))) {
            followed = events;
            events.forEach(
                    event -> history.add(logged(job, event)),
                    () -> isOver(door.ask("GET job", gateway -> gateway.job(job)).state()));
        } finally {
            followed = null;
        }
    }

    private static boolean isOver(JobState state) {
        return state.isFinal();
    }

    private static HistoryEntry.Logged logged(JobId job, JobEvent event) {
        var body = event.body();
        var failure = body.get("failure") instanceof Map<?, ?> map ? map.get("reason") : null;
        return new HistoryEntry.Logged(
                System.nanoTime(),
                job.toString(),
                event.seq(),
                String.valueOf(body.get("what")),
                event.from(),
                event.to(),
                text(body.get("subtask")),
                text(body.get("attempt")),
                text(body.get("programmer")),
                text(body.get("state")),
                text(failure));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private void takeDown(GeneratedJob work, JobView job) {
        var subtasks = door.ask("GET subtasks", gateway -> gateway.subtasks(job.id()));
        var receipts = door.ask("GET receipts", gateway -> gateway.receipts(job.id()));
        var content =
                work.hasFiles() && job.state() == JobState.SUCCEEDED
                        ? door.ask("GET bundle", gateway -> origin.content(gateway, job))
                        : Map.<String, List<String>>of();
        subtasks.forEach(one -> history.add(resulted(job, one, receipts, content)));
        var failure = job.failure();
        history.add(
                new HistoryEntry.Ended(
                        System.nanoTime(),
                        job.id().toString(),
                        job.state().name(),
                        failure == null ? null : failure.reason().name(),
                        failure == null ? null : failure.message()));
    }

    private static HistoryEntry.Resulted resulted(
            JobView job,
            SubtaskView subtask,
            List<Receipt> receipts,
            Map<String, List<String>> content) {
        var accepted =
                receipts.stream()
                        .filter(one -> one.attempt().key().equals(subtask.key()))
                        .filter(one -> one.state() == AttemptState.SUCCEEDED)
                        .map(one -> one.attempt().toString())
                        .toList();
        return new HistoryEntry.Resulted(
                System.nanoTime(),
                job.id().toString(),
                subtask.key(),
                subtask.state().name(),
                subtask.effort().attempts(),
                accepted,
                content.get(subtask.key()));
    }
}
