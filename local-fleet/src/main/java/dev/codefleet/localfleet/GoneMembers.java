package dev.codefleet.localfleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deletes the directories of processes that a smaller fleet has not any more, and in time their
 * logs. What cannot be deleted stays, and keeps no fleet from starting. Only to be used by the
 * holder of the home's lock, when no service runs.
 */
final class GoneMembers {
    private static final String SPOOL = "spool";

    /** Somebody may still want to read why a fleet was made smaller. */
    private static final Duration LOGS_KEPT = Duration.ofDays(7);

    private final Home home;
    private final InstantSource clock;

    GoneMembers(Home home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
    }

    /**
     * Deletes them. They are caches but for a programmer's spool, which stays while it has reports
     * that no manager took: a later fleet that has the programmer again hands them over.
     */
    void delete(FleetSpec spec) {
        for (var kind : ServiceKind.values()) {
            var present = IntStream.rangeClosed(1, spec.count(kind)).mapToObj(kind::id).toList();
            try {
                deleteDirectories(kind, present);
                deleteLogs(kind, present);
            } catch (UncheckedIOException _) {
                // A directory that cannot be listed: what is in it stays.
            }
        }
    }

    private void deleteDirectories(ServiceKind kind, List<String> present) {
        for (var member : below(home.directory().resolve(kind.plural()))) {
            var id = String.valueOf(member.getFileName());
            if (id.matches(kind.label() + "-\\d+") && !present.contains(id)) {
                delete(member);
            }
        }
    }

    /** Deletes the log files, older ones included, that nobody has written to for long. */
    private void deleteLogs(ServiceKind kind, List<String> present) {
        var before = FileTime.from(clock.instant().minus(LOGS_KEPT));
        for (var log : below(home.logs())) {
            var name = String.valueOf(log.getFileName());
            var id = name.substring(0, Math.max(0, name.indexOf('.')));
            if (id.matches(kind.label() + "-\\d+") && !present.contains(id)) {
                deleteUnlessNewer(log, before);
            }
        }
    }

    private static void deleteUnlessNewer(Path log, FileTime before) {
        try {
            if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)
                    && Files.getLastModifiedTime(log).compareTo(before) < 0) {
                Files.delete(log);
            }
        } catch (IOException _) {
            // It is tried again at the next start.
        }
    }

    private static void delete(Path member) {
        var spool = member.resolve(SPOOL);
        if (below(spool).isEmpty()) {
            RunDirectories.delete(member);
        } else {
            below(member).stream()
                    .filter(directory -> !directory.equals(spool))
                    .forEach(RunDirectories::delete);
        }
    }

    /** What is in a directory; nothing in one that is not there. */
    private static List<Path> below(Path directory) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + directory, e);
        }
    }
}
