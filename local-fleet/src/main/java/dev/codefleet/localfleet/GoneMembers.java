package dev.codefleet.localfleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deletes the directories of processes that a smaller fleet has not any more. Only to be used by
 * the holder of the home's lock, when no service runs.
 */
final class GoneMembers {
    private static final String SPOOL = "spool";

    private final Home home;

    GoneMembers(Home home) {
        this.home = home;
    }

    /**
     * Deletes them. They are caches but for a programmer's spool, which stays while it has reports
     * that no manager took: a later fleet that has the programmer again hands them over.
     */
    void delete(FleetSpec spec) {
        for (var kind : Kind.values()) {
            var present = IntStream.rangeClosed(1, spec.count(kind)).mapToObj(kind::id).toList();
            for (var member : below(home.directory().resolve(kind.plural()))) {
                var id = String.valueOf(member.getFileName());
                if (id.matches(kind.label() + "-\\d+") && !present.contains(id)) {
                    delete(member);
                }
            }
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
