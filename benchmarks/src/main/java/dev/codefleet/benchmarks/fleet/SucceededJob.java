package dev.codefleet.benchmarks.fleet;

import dev.codefleet.contract.job.JobView;
import java.time.Duration;
import java.util.Objects;

/**
 * A job that succeeded.
 *
 * @param accepted from sending the request to its acceptance, as the client saw it
 * @param seen from sending the request to the job's end, as the client saw it
 */
public record SucceededJob(JobView view, Duration accepted, Duration seen) {

    /** From the job's acceptance to its end, as the fleet saw it, in milliseconds. */
    public long makespanMs() {
        return Objects.requireNonNull(view.times().makespanMs());
    }

    /** As the fleet reports it: from the time that attempts really took. */
    public double speedup() {
        return Objects.requireNonNull(view.parallelism().speedup());
    }

    public double acceptedMs() {
        return accepted.toNanos() / 1e6;
    }

    public double seenMs() {
        return seen.toNanos() / 1e6;
    }
}
