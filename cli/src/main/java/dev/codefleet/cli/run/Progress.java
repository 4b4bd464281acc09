package dev.codefleet.cli.run;

import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a job stands, from its events alone. Not safe for several threads at once. */
final class Progress {
    /** Final checks run as an attempt of this subtask, which is none of the plan. */
    static final String FINAL_CHECKS = "final-checks";

    private final int subtasks;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<String, Running> latest = new HashMap<>();
    private final Map<String, SubtaskState> ended = new HashMap<>();
    private JobState state = JobState.QUEUED;

    /**
     * @param subtasks number of subtasks of the plan
     */
    Progress(int subtasks) {
        this.subtasks = subtasks;
    }

    /**
     * Subtasks by where they stand.
     *
     * @param failed with those that were cancelled or skipped
     */
    record Counts(int waiting, int running, int done, int failed) {}

    Counts counts() {
        var done =
                (int) ended.values().stream().filter(one -> one == SubtaskState.SUCCEEDED).count();
        var failed = ended.size() - done;
        var now = (int) running.keySet().stream().filter(key -> !isFinalChecks(key)).count();
        return new Counts(Math.max(0, subtasks - now - done - failed), now, done, failed);
    }

    /** In the order in which they started. */
    List<Running> running() {
        return new ArrayList<>(running.values());
    }

    JobState state() {
        return state;
    }

    /** Takes the next event of the job; empty if a person need not hear of it. */
    Optional<Change> apply(JobEvent event) {
        var what = Objects.toString(event.body().get("what"), "");
        var key = text(event, "subtask");
        if (what.equals("job")) {
            return jobMoved(event);
        }
        if (key == null) {
            return Optional.empty();
        }
        return switch (what) {
            case "order" -> ordered(event, key);
            case "progress" -> progressed(event, key);
            case "refusal" -> refused(key);
            case "report" -> reported(event, key);
            case "subtask" -> moved(event, key);
            default -> Optional.empty();
        };
    }

    private Optional<Change> jobMoved(JobEvent event) {
        var next = constant(JobState.class, text(event, "state"));
        if (next == null || next == state) {
            return Optional.empty();
        }
        state = next;
        return Optional.of(new Change.JobMoved(next));
    }

    private Optional<Change> ordered(JobEvent event, String key) {
        var programmer = Objects.requireNonNullElse(event.to(), "?");
        var one = new Running(key, programmer, number(event), event.at(), null, 0);
        running.put(key, one);
        latest.put(key, one);
        return Optional.of(new Change.Started(one));
    }

    private Optional<Change> progressed(JobEvent event, String key) {
        var phase = text(event, "phase");
        var iteration = event.body().get("iteration") instanceof Number number ? number.intValue() : 0;
        if (phase != null) {
            running.computeIfPresent(key, (same, one) -> one.in(phase, iteration));
        }
        return Optional.empty();
    }

    /** The order goes to the next programmer, which is an event of its own. */
    private Optional<Change> refused(String key) {
        running.remove(key);
        return Optional.empty();
    }

    private Optional<Change> reported(JobEvent event, String key) {
        running.remove(key);
        if (isFinalChecks(key)) {
            var next = constant(SubtaskState.class, text(event, "state"));
            return next == null ? Optional.empty() : Optional.of(end(event, key, next));
        }
        // Whether a failed attempt is the end, the subtask's own event says.
        return Optional.empty();
    }

    private Optional<Change> moved(JobEvent event, String key) {
        var next = constant(SubtaskState.class, text(event, "state"));
        if (next == null) {
            return Optional.empty();
        }
        return switch (next) {
            case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> {
                running.remove(key);
                var isNew = ended.put(key, next) == null;
                yield isNew ? Optional.of(end(event, key, next)) : Optional.empty();
            }
            case READY, PENDING -> retried(event, key);
            case RUNNING -> Optional.empty();
        };
    }

    private Optional<Change> retried(JobEvent event, String key) {
        running.remove(key);
        var attempt = latest.get(key);
        return attempt == null
                ? Optional.empty()
                : Optional.of(
                        new Change.Retried(
                                key, attempt.programmer(), attempt.attempt(), failure(event)));
    }

    private Change end(JobEvent event, String key, SubtaskState next) {
        var attempt = latest.get(key);
        var elapsed = attempt == null ? 0 : Duration.between(attempt.since(), event.at()).toMillis();
        var programmer = attempt == null ? null : attempt.programmer();
        return new Change.Ended(key, next, programmer, elapsed, failure(event));
    }

    private static boolean isFinalChecks(String key) {
        return key.equals(FINAL_CHECKS);
    }

    private static @Nullable String text(JobEvent event, String field) {
        var value = event.body().get(field);
        return value == null ? null : value.toString();
    }

    /** The number at the end of the attempt's id. */
    private static int number(JobEvent event) {
        var attempt = Objects.toString(event.body().get("attempt"), "");
        var last = attempt.substring(attempt.lastIndexOf('.') + 1);
        return last.matches("\\d{1,9}") ? Integer.parseInt(last) : 1;
    }

    /** First line of the failure's message, after its reason. */
    private static String failure(JobEvent event) {
        var failure = event.body().get("failure");
        if (failure instanceof Map<?, ?> map) {
            var message = Objects.toString(map.get("message"), "").strip();
            return map.get("reason") + ": " + message.lines().findFirst().orElse("");
        }
        return Objects.toString(failure, "");
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name) {
        for (var one : type.getEnumConstants()) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }
}
