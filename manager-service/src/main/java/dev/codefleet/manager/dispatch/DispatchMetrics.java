package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * What operators can read of scheduling and dispatch; every name starts with {@code
 * codefleet_manager_}. Times are histograms with fixed buckets, for these can be added up over
 * managers; the usual outcomes are there, at zero, from the first reading on.
 */
final class DispatchMetrics {
    private static final Duration[] SHORT =
            buckets(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);

    /** From what a command takes to what a coding agent takes. */
    private static final Duration[] LONG =
            buckets(
                    100,
                    500,
                    1_000,
                    5_000,
                    15_000,
                    30_000,
                    60_000,
                    180_000,
                    300_000,
                    600_000,
                    1_800_000,
                    3_600_000,
                    7_200_000,
                    21_600_000,
                    86_400_000);

    private final MeterRegistry registry;
    private final Timer dispatchLatency;
    private final Timer queueTime;
    private final Counter conflicts;

    DispatchMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.dispatchLatency =
                Timer.builder("codefleet.manager.dispatch.latency")
                        .description("From the decision to dispatch to the programmer's acceptance")
                        .serviceLevelObjectives(SHORT)
                        .register(registry);
        this.queueTime =
                Timer.builder("codefleet.manager.queue.time")
                        .description("How long ready subtasks waited for a slot")
                        .serviceLevelObjectives(LONG)
                        .register(registry);
        this.conflicts =
                Counter.builder("codefleet.manager.conflicts")
                        .description("Merges of subtasks' results that failed by a conflict")
                        .register(registry);
        for (var state :
                new AttemptState[] {
                    AttemptState.SUCCEEDED,
                    AttemptState.FAILED,
                    AttemptState.CANCELLED,
                    AttemptState.LOST
                }) {
            attempts(state);
        }
        jobs(JobState.SUCCEEDED, "NONE");
    }

    /** Reads a figure whenever metrics are asked for. */
    void gauge(String name, String description, Supplier<Number> figure) {
        Gauge.builder("codefleet.manager." + name, figure)
                .description(description)
                .register(registry);
    }

    void accepted(Duration latency) {
        dispatchLatency.record(latency);
    }

    void queued(Duration wait) {
        queueTime.record(wait);
    }

    void conflict() {
        conflicts.increment();
    }

    void refused(String code) {
        Counter.builder("codefleet.manager.refusals")
                .description("Orders that programmers refused, or did not answer")
                .tag("code", code)
                .register(registry)
                .increment();
    }

    void ended(AttemptState state, Duration duration) {
        attempts(state).record(duration);
    }

    /**
     * A job has come to its end.
     *
     * @param reason of its failure; NONE without one
     */
    void jobEnded(JobState state, String reason, Duration makespan) {
        jobs(state, reason).record(makespan);
    }

    private Timer attempts(AttemptState state) {
        return Timer.builder("codefleet.manager.attempt.duration")
                .description("From dispatch to the end of attempts, by their end")
                .tag("state", state.name())
                .serviceLevelObjectives(LONG)
                .register(registry);
    }

    private Timer jobs(JobState state, String reason) {
        return Timer.builder("codefleet.manager.job.duration")
                .description(
                        "From acceptance to the end of jobs, without the time before they were resumed,"
                                + " by their end and its reason")
                .tag("state", state.name())
                .tag("reason", reason)
                .serviceLevelObjectives(LONG)
                .register(registry);
    }

    private static Duration[] buckets(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
