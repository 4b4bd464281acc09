package dev.codefleet.chaos;

import dev.codefleet.chaos.history.HistoryEntry;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.localfleet.LocalFleet;
import dev.codefleet.localfleet.Member;
import dev.codefleet.localfleet.ServiceKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Finds processes, workspaces, reports and taken slots that an idle fleet should not have any more.
 */
final class LeftoverSurvey {
    /** For what is on its way: an acknowledgement, a deletion, a beat. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LOOK_MS = 500;

    private final LocalFleet fleet;

    LeftoverSurvey(LocalFleet fleet) {
        this.fleet = fleet;
    }

    /**
     * What is left. Looks again for a while as long as there is something.
     *
     * @param isIdle whether all work is done; if not, there is no use in waiting
     */
    HistoryEntry.Surveyed take(boolean isIdle) throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var found = look();
        while (isIdle && !isClean(found) && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MS);
            found = look();
        }
        return found;
    }

    private boolean isClean(HistoryEntry.Surveyed found) {
        return found.processes().isEmpty()
                && found.workspaces().isEmpty()
                && found.reports().isEmpty()
                && fleet.members(ServiceKind.PROGRAMMER).stream()
                        .allMatch(one ->
                                found.freeSlots().getOrDefault(one.id(), 0)
                                        == fleet.spec().slots());
    }

    private HistoryEntry.Surveyed look() {
        return new HistoryEntry.Surveyed(
                System.nanoTime(), processes(), below("attempts"), below("spool"), freeSlots());
    }

    private List<String> processes() {
        var programmers =
                fleet.members(ServiceKind.PROGRAMMER).stream().map(Member::directory).toList();
        return ProcessHandle.allProcesses()
                .map(process -> Map.entry(process.pid(), environment(process.pid())))
                .filter(one -> one.getValue().contains("CODEFLEET_ATTEMPT="))
                .filter(one ->
                        programmers.stream().anyMatch(home -> one.getValue().contains(home + "/")))
                .map(one -> "process " + one.getKey())
                .toList();
    }

    private static String environment(long pid) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    private List<String> below(String name) {
        return fleet.members(ServiceKind.PROGRAMMER).stream()
                .flatMap(one -> children(one.directory().resolve(name)))
                .map(Path::toString)
                .toList();
    }

    private static Stream<Path> children(Path directory) {
        try (var children = Files.list(directory)) {
            return children.toList().stream();
        } catch (IOException _) {
            return Stream.empty();
        }
    }

    private Map<String, Integer> freeSlots() {
        var free = new HashMap<String, Integer>();
        try {
            fleet.gateway(Duration.ZERO)
                    .fleet()
                    .programmers()
                    .forEach(one ->
                            free.put(
                                    one.id(),
                                    Objects.requireNonNullElse(one.load().freeSlots(), 0)));
        } catch (CommandFailed _) {
            // Nothing is known then, which is as bad as nothing free.
        }
        return free;
    }
}
