package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.postgres.PostgresException;
import dev.codefleet.support.ProcessTrees;
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
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Ends processes of a home whose supervisor is gone: services, and PostgreSQL. */
final class Leftovers {
    /**
     * Less than a fleet that is stopped in order gives: PostgreSQL ends with its supervisor, and
     * what services would still hand over to it, they cannot. They bear being killed at any moment.
     */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Home home;
    private final Consumer<String> notes;

    /**
     * @param notes told what is waited for
     */
    Leftovers(Home home, Consumer<String> notes) {
        this.home = home;
        this.notes = notes;
    }

    /**
     * Ends them all, the services at the same time, then PostgreSQL. Only to be called by the
     * holder of the lock.
     *
     * @return how many there were
     * @throws CommandFailed if PostgreSQL does not end
     */
    int stop() {
        return stopServices() + stopDatabase();
    }

    /** The same, but for a PostgreSQL: a fleet that has another is not held up by this one. */
    int stopServices() {
        var services = groups().stream().flatMap(Collection::stream).distinct().toList();
        if (!services.isEmpty()) {
            notes.accept(
                    "Ending %d services that an earlier fleet has left, %d s at most ..."
                            .formatted(services.size(), GRACE.toSeconds()));
            ProcessTrees.stop(services, GRACE);
        }
        return services.size();
    }

    private int stopDatabase() {
        try {
            return EmbeddedPostgres.endLeftover(home.database(), notes) ? 1 : 0;
        } catch (PostgresException e) {
            throw CommandFailed.noFleet(String.valueOf(e.getMessage()));
        }
    }

    /**
     * By kind, then those that {@code fleet.json} does not know: started in the moment before it
     * was written.
     */
    private List<Collection<ProcessHandle>> groups() {
        var known = new LinkedHashMap<Long, ProcessHandle>();
        var groups = new ArrayList<Collection<ProcessHandle>>();
        var members = new FleetFile(home).read().map(FleetRecord::members).orElse(List.of());
        for (var kind : ServiceKind.values()) {
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
        } catch (IOException _) {
            return process.info().arguments().map(List::of).orElse(List.of());
        }
    }
}
