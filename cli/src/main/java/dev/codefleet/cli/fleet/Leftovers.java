package dev.codefleet.cli.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Services of a home whose supervisor is gone. */
final class Leftovers {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Home home;

    Leftovers(Home home) {
        this.home = home;
    }

    /**
     * Ends them all, in the order in which a fleet is stopped. Only to be called by the holder of
     * the lock.
     *
     * @return how many there were
     */
    int stop() {
        var count = 0;
        for (var group : groups()) {
            var processes = group.stream().distinct().toList();
            Stopping.stop(processes, GRACE);
            count += processes.size();
        }
        return count;
    }

    /**
     * By kind, then those that {@code fleet.json} does not know: started in the moment before it
     * was written.
     */
    private List<Collection<ProcessHandle>> groups() {
        var known = new LinkedHashMap<Long, ProcessHandle>();
        var groups = new ArrayList<Collection<ProcessHandle>>();
        var members = new FleetFile(home).read().map(FleetRecord::members).orElse(List.of());
        for (var kind : Kind.values()) {
            var group =
                    members.stream()
                            .filter(member -> member.kind() == kind)
                            .flatMap(member -> member.process().find().stream())
                            .sorted(Comparator.comparingLong(ProcessHandle::pid))
                            .toList();
            group.forEach(process -> known.put(process.pid(), process));
            groups.add(group);
        }
        groups.add(marked().filter(process -> !known.containsKey(process.pid())).toList());
        return groups;
    }

    private Stream<ProcessHandle> marked() {
        var marker = FleetPlan.MARKER + home.directory();
        return ProcessHandle.allProcesses().filter(process -> arguments(process).contains(marker));
    }

    /** Of another user's process there is nothing to see, and nothing to stop. */
    private static List<String> arguments(ProcessHandle process) {
        var file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return List.of(
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            return process.info().arguments().map(List::of).orElse(List.of());
        }
    }
}
