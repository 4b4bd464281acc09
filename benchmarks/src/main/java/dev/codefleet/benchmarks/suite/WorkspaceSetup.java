package dev.codefleet.benchmarks.suite;

import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import dev.codefleet.benchmarks.measure.MarkdownTable;
import dev.codefleet.benchmarks.measure.Sample;
import dev.codefleet.git.Identity;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Measures making a workspace from a warm mirror against the clones that it replaces. Each round
 * makes one of every kind, in an order that rotates, so that a change of the machine's load hits
 * all alike.
 */
final class WorkspaceSetup implements Benchmark {
    private static final int ROUNDS = 60;
    private static final int WARM_UP_ROUNDS = 15;
    private static final Path MEMORY = Path.of("/dev/shm");

    /** Makes a checkout in a directory that does not exist. */
    private interface Maker {
        void make(Path directory);
    }

    /** A way to get a checkout, and how long it took in each round, in milliseconds. */
    private record Way(String name, Maker maker, List<Double> times) {
        Way(String name, Maker maker) {
            this(name, maker, new ArrayList<>());
        }
    }

    private final MarkdownTable table =
            new MarkdownTable(
                    "files on", "way", "p50 ms", "p90 ms", "least ms", "times ours", "slower in");

    @Override
    public String name() {
        return "workspace";
    }

    @Override
    public String run(BenchmarkOptions setting) throws Exception {
        var places = new LinkedHashMap<String, Path>();
        places.put("disk", Path.of(System.getProperty("java.io.tmpdir")));
        if (Files.isWritable(MEMORY)) {
            places.put("tmpfs", MEMORY);
        }
        var rounds = setting.roundsOr(ROUNDS);
        for (var place : places.entrySet()) {
            setting.note(name() + ": files on " + place.getKey());
            var root = Files.createTempDirectory(place.getValue(), "codefleet-benchmark-");
            try {
                SampleRepository.git(
                        "clone",
                        "--quiet",
                        "--no-hardlinks",
                        "--no-local",
                        setting.checkout().toString(),
                        root.resolve("origin").toString());
                report(place.getKey(), measure(root, rounds));
            } finally {
                Directories.delete(root);
            }
        }
        return "A checkout of this repository; %d rounds after %d that are not counted, all ways in each.\n\n%s"
                .formatted(rounds, WARM_UP_ROUNDS, table.markdown());
    }

    private static List<Way> measure(Path root, int rounds) throws IOException {
        var ways = ways(root);
        for (var round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (var turn = 0; turn < ways.size(); turn++) {
                var way = ways.get(Math.floorMod(round + turn, ways.size()));
                var directory = root.resolve("made-" + (round + WARM_UP_ROUNDS) + "-" + turn);
                var start = System.nanoTime();
                way.maker().make(directory);
                var took = (System.nanoTime() - start) / 1e6;
                Directories.delete(directory);
                if (round >= 0) {
                    way.times().add(took);
                }
            }
        }
        return ways;
    }

    /** All ways, the one that programmers go first. */
    private static List<Way> ways(Path root) {
        var git = new Git(GitSettings.defaults(root.resolve("home")));
        var cache =
                new RepositoryCache(
                        git,
                        root.resolve("cache"),
                        Long.MAX_VALUE,
                        Duration.ofSeconds(30),
                        InstantSource.system());
        var origin = root.resolve("origin");
        var url = new RepositoryUrl(origin.toString());
        var commit = cache.resolve(url, new RefName("HEAD"));
        var author = new Identity("Benchmark", "benchmark@codefleet.invalid");
        return List.of(
                new Way(
                        "workspace from the warm mirror",
                        directory -> cache.workspace(url, commit, directory, author).close()),
                new Way("git clone, objects linked", cloning(git, root, origin.toString())),
                new Way("git clone", cloning(git, root, "file://" + origin)));
    }

    private static Maker cloning(Git git, Path root, String from) {
        return directory ->
                git.run(
                        GitCall.in(
                                root,
                                "clone",
                                "--quiet",
                                "--template=",
                                from,
                                directory.toString()));
    }

    private void report(String place, List<Way> ways) {
        var ours = ways.getFirst().times();
        for (var way : ways) {
            var slower = 0;
            for (var round = 0; round < ours.size(); round++) {
                slower += way.times().get(round) > ours.get(round) ? 1 : 0;
            }
            var sample = Sample.of(way.times());
            table.row(
                    place,
                    way.name(),
                    sample.median(),
                    sample.percentile(90),
                    sample.least(),
                    sample.median() / Sample.of(ours).median(),
                    slower + " of " + ours.size());
        }
    }
}
