package dev.codefleet.benchmarks;

import dev.codefleet.benchmarks.fleet.BenchmarkOptions;
import dev.codefleet.benchmarks.measure.Machine;
import dev.codefleet.benchmarks.suite.Benchmark;
import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs benchmarks by name and prints their results as Markdown; what goes on goes to stderr. */
@Command(
        name = "benchmarks/run",
        description = "Measures fleets and their parts. Without a name it runs all benchmarks.",
        mixinStandardHelpOptions = true)
public final class Benchmarks implements Callable<Integer> {
    private static final String CHECKOUT = "codefleet.checkout";

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "parallel, graphs, latency, fanout, workspace, submit, attempts1000")
    private List<String> names = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "measured rounds of each case; each benchmark has a default of its own")
    private int rounds;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "23000",
            description = "added to the ports of the fleets (default: ${DEFAULT-VALUE})")
    private int portOffset;

    @Option(
            names = "--recordings",
            paramLabel = "DIR",
            description = "where to put a flight recording of every service")
    private @Nullable Path recordings;

    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream err;

    private Benchmarks(InstantSource clock, PrintStream out, PrintStream err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        var benchmarks = new Benchmarks(InstantSource.system(), System.out, System.err);
        System.exit(new CommandLine(benchmarks).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var chosen = chosen();
        var checkout = Path.of(System.getProperty(CHECKOUT, "")).toAbsolutePath().normalize();
        var setting = new BenchmarkOptions(rounds, portOffset, checkout, recordings, err::println);
        out.println("Machine: " + Machine.here() + "  ");
        out.println("Date: " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + "  ");
        out.println("Commit: " + commit(checkout));
        try {
            for (var benchmark : chosen) {
                var result = benchmark.run(setting);
                out.println("\n### " + benchmark.name() + "\n\n" + result.strip());
                out.flush();
            }
            return CommandLine.ExitCode.OK;
        } catch (CommandFailed e) {
            e.lines().forEach(err::println);
            return e.exitCode().number();
        }
    }

    private List<Benchmark> chosen() {
        var all = Benchmark.all();
        var known = all.stream().map(Benchmark::name).collect(Collectors.toList());
        for (var name : names) {
            if (!known.contains(name)) {
                throw new CommandLine.ParameterException(
                        new CommandLine(this),
                        "There is no benchmark '" + name + "', only " + String.join(", ", known));
            }
        }
        return all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
    }

    /** Name of the source tree's commit, with a mark if there are changes on top of it. */
    private static String commit(Path checkout) throws IOException, InterruptedException {
        var describe =
                new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                        .directory(checkout.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var text = describe.getInputStream()) {
            var line = new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
            return describe.waitFor() == 0 && !line.isEmpty() ? line : "unknown";
        }
    }
}
