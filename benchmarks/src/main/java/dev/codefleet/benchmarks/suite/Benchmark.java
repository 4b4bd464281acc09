package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import java.util.List;

/** A benchmark. */
public interface Benchmark {
    /** What it is called on the command line. */
    String name();

    /**
     * Measures, and returns the result in Markdown.
     *
     * @throws Exception if something failed, so that there is no result
     */
    String run(BenchmarkOptions setting) throws Exception;

    /** All that there are, in the order in which they run. */
    static List<Benchmark> all() {
        return List.of(
                new Parallel(),
                new Graphs(),
                new Latency(),
                new FanOut(),
                new WorkspaceSetup(),
                new SubmissionTime(),
                new ManyAttempts());
    }
}
