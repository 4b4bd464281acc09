package dev.codefleet.cli.follow;

import dev.codefleet.cli.job.EventBody;
import dev.codefleet.cli.job.JobReport;
import dev.codefleet.cli.job.RepositoryWait;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Progress of a job, computed from its events alone. Not safe for several threads at once. */
final class JobProgress {
    /** Final checks run as an attempt of this subtask, which is none of the plan. */
    private static final String FINAL_CHECKS = "final-checks";

    private int subtasks;
    private final Map<String, RunningSubtask> running = new LinkedHashMap<>();
    private final Map<String, RunningSubtask> latest = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    /** As the programmers told them: the time that the closing table shows as well. */
    private final Map<String, Long> durations = new HashMap<>();

    private final Map<String, SubtaskState> ended = new HashMap<>();
    private JobState state = JobState.QUEUED;
    private @Nullable RepositoryWait wait;
    private int done;

    /**
     * @param subtasks number of subtasks of the plan
     */
    JobProgress(int subtasks) {
        this.subtasks = subtasks;
    }

    /** The plan has another number of subtasks now. */
    void planned(int subtasks) {
        this.subtasks = subtasks;
    }

    /**
     * Subtasks by where they stand.
     *
     * @param failed with those that were cancelled or skipped
     */
    record Counts(int waiting, int running, int done, int failed) {}

    Counts counts() {
        var now = running.size() - (running.containsKey(FINAL_CHECKS) ? 1 : 0);
        var waiting = Math.max(0, subtasks - now - ended.size());
        return new Counts(waiting, now, done, ended.size() - done);
    }

    /** In the order in which they started. */
    List<RunningSubtask> running() {
        return new ArrayList<>(running.values());
    }

    JobState state() {
        return state;
    }

    /** Null if the job does not wait for the server of its repository. */
    @Nullable RepositoryWait repositoryWait() {
        return wait;
    }

    /** Takes the next event of the job; empty if a person need not hear of it. */
    Optional<JobChange> apply(JobEvent event) {
        var body = new EventBody(event.body());
        var key = body.text("subtask");
        wait = RepositoryWait.after(wait, event);
        if (wait != null && body.what().equals("repository")) {
            return Optional.of(new JobChange.Waits(wait.text()));
        }
        if (body.what().equals("job")) {
            return jobMoved(body);
        }
        if (body.what().equals("schedulable")) {
            return Optional.of(new JobChange.Schedulable(body.word("lane"), body.word("executor")));
        }
        if (key == null) {
            return Optional.empty();
        }
        return switch (body.what()) {
            case "order" -> ordered(event, body, key);
            case "progress" -> progressed(body, key);
            case "refusal" -> refused(key);
            case "report" -> reported(event.at(), body, key);
            case "unschedulable" -> Optional.of(new JobChange.Waits(unschedulable(body, key)));
            case "subtask" -> moved(event.at(), body, key);
            default -> Optional.empty();
        };
    }

    private static String unschedulable(EventBody body, String key) {
        return JobReport.unschedulable(
                Math.max(1, body.number("subtasks")),
                key,
                Objects.requireNonNullElse(body.text("reason"), ""),
                body.time("fails_at"));
    }

    private Optional<JobChange> jobMoved(EventBody body) {
        var next = body.state(JobState.class);
        if (next == null || next == state) {
            return Optional.empty();
        }
        if (state.isFinal()) {
            // It was resumed: what has not succeeded runs again.
            ended.values().removeIf(end -> end != SubtaskState.SUCCEEDED);
        }
        state = next;
        return Optional.of(new JobChange.JobMoved(next));
    }

    private Optional<JobChange> ordered(JobEvent event, EventBody body, String key) {
        var programmer = Objects.requireNonNullElse(event.to(), "?");
        var one = new RunningSubtask(key, programmer, body.attemptNumber(), event.at(), null, 0);
        running.put(key, one);
        latest.put(key, one);
        durations.remove(key);
        return Optional.of(new JobChange.Started(one));
    }

    private Optional<JobChange> progressed(EventBody body, String key) {
        var phase = body.text("phase");
        if (phase != null) {
            var iteration = body.number("iteration");
            running.computeIfPresent(key, (_, one) -> one.in(phase, iteration));
        }
        return Optional.empty();
    }

    /** The order goes to the next programmer, which is an event of its own. */
    private Optional<JobChange> refused(String key) {
        running.remove(key);
        return Optional.empty();
    }

    /**
     * A report of success is the subtask's success; whether any other is its end, an event of the
     * subtask says.
     */
    private Optional<JobChange> reported(Instant at, EventBody body, String key) {
        running.remove(key);
        failures.put(key, body.failure());
        durations.put(key, body.millis("duration_ms"));
        var next = body.state(SubtaskState.class);
        if (next == SubtaskState.SUCCEEDED || (next != null && key.equals(FINAL_CHECKS))) {
            return end(at, body, key, next);
        }
        return Optional.empty();
    }

    private Optional<JobChange> moved(Instant at, EventBody body, String key) {
        var next = body.state(SubtaskState.class);
        if (next == null) {
            return Optional.empty();
        }
        return switch (next) {
            case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> end(at, body, key, next);
            case READY, PENDING -> retried(body, key);
            case RUNNING -> Optional.empty();
        };
    }

    private Optional<JobChange> retried(EventBody body, String key) {
        running.remove(key);
        var attempt = latest.get(key);
        if (attempt == null) {
            return Optional.empty();
        }
        var failure = failure(body, key);
        return Optional.of(
                new JobChange.Retried(key, attempt.programmer(), attempt.attempt(), failure));
    }

    private Optional<JobChange> end(Instant at, EventBody body, String key, SubtaskState next) {
        running.remove(key);
        if (!key.equals(FINAL_CHECKS)) {
            if (ended.put(key, next) != null) {
                return Optional.empty();
            }
            done += next == SubtaskState.SUCCEEDED ? 1 : 0;
        }
        var attempt = latest.get(key);
        var told = durations.getOrDefault(key, 0L);
        var elapsed =
                told > 0 || attempt == null
                        ? told
                        : Duration.between(attempt.since(), at).toMillis();
        var programmer = attempt == null ? null : attempt.programmer();
        return Optional.of(new JobChange.Ended(key, next, programmer, elapsed, failure(body, key)));
    }

    /** What the event says, else what the attempt's report said. */
    private String failure(EventBody body, String key) {
        var told = body.failure();
        return told.isEmpty() ? failures.getOrDefault(key, "") : told;
    }
}
