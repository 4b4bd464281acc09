package dev.codefleet.benchmarks.fleet;

import dev.codefleet.benchmarks.measure.MarkdownTable;
import dev.codefleet.localfleet.LocalFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor time by kind of process. What attempts themselves run is not in it, nor are processes
 * that ended.
 */
public final class CpuUse {
    private final Map<String, Duration> byKind;

    private CpuUse(Map<String, Duration> byKind) {
        this.byKind = byKind;
    }

    static CpuUse of(LocalFleet fleet, Path home) {
        var use = new TreeMap<String, Duration>();
        for (var member : fleet.members()) {
            var kind = member.kind().name().toLowerCase(Locale.ROOT);
            use.merge(kind, sum(member.process().stream()), Duration::plus);
        }
        use.put("postgresql", sum(database(home)));
        use.put("this client", sum(Stream.of(ProcessHandle.current())));
        return new CpuUse(use);
    }

    /** What was used since an earlier moment. */
    public CpuUse since(CpuUse earlier) {
        var use = new TreeMap<String, Duration>();
        byKind.forEach((kind, time) ->
                use.put(kind, time.minus(earlier.byKind.getOrDefault(kind, Duration.ZERO))));
        return new CpuUse(use);
    }

    /** A table of what one of {@code count} equal pieces of work cost. */
    public MarkdownTable per(String piece, int count) {
        var table = new MarkdownTable("process", "CPU ms per " + piece);
        byKind.forEach((kind, time) -> table.row(kind, time.toNanos() / 1e6 / count));
        var all = byKind.values().stream().mapToLong(Duration::toNanos).sum();
        return table.row("all", all / 1e6 / count);
    }

    /** The server and its children, one for each connection. */
    private static Stream<ProcessHandle> database(Path home) {
        var data = home.resolve("postgres").toString();
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info()
                                .commandLine()
                                .filter(line -> line.contains("bin/postgres -D " + data))
                                .isPresent())
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .distinct();
    }

    private static Duration sum(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
