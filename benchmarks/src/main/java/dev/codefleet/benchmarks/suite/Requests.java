package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.plan.Shape;
import dev.codefleet.benchmarks.plan.StepExecutor;
import dev.codefleet.contract.job.JobRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Shapes as requests to a fleet. */
final class Requests {
    private Requests() {}

    static JobRequest of(Shape shape, StepExecutor craft) {
        return request(null, shape, craft);
    }

    static JobRequest on(Path repository, Shape shape, StepExecutor craft) {
        return request(repository.toString(), shape, craft);
    }

    private static JobRequest request(
            @Nullable String repository, Shape shape, StepExecutor craft) {
        return new JobRequest(repository, null, craft.plan(shape), null, null, null, null);
    }
}
