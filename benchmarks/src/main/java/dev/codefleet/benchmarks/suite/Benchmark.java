package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.Setting;
import java.util.List;

/** Something to measure. */
public interface Benchmark {
    /** What it is called on the command line. */
    String name();

    /**
     * Measures, and returns the result in Markdown.
     *
     * @throws Exception if something failed, so that there is no result
     */
    String run(Setting setting) throws Exception;

    /** All that there are, in the order in which they run. */
    static List<Benchmark> all() {
        return List.of(
                new Parallel(),
                new Graphs(),
                new Latency(),
                new FanOut(),
                new Workspaces(),
                new Submission(),
                new Crowd());
    }
}
