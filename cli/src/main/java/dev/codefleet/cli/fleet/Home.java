package dev.codefleet.cli.fleet;

import dev.codefleet.git.Git;
import dev.codefleet.git.GitSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The directory that holds everything a fleet keeps.
 *
 * @param directory absolute
 */
public record Home(Path directory) {

    /** {@code CODEFLEET_HOME}, or {@code ~/.codefleet}. */
    public static Home of(Map<String, String> environment) {
        var named = environment.getOrDefault("CODEFLEET_HOME", "");
        var directory =
                named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".codefleet")
                        : Path.of(named);
        return new Home(directory.toAbsolutePath().normalize());
    }

    Path fleetFile() {
        return directory.resolve("fleet.json");
    }

    Path lockFile() {
        return directory.resolve("fleet.lock");
    }

    Path database() {
        return directory.resolve("postgres");
    }

    /**
     * Stands in for the user's home where git runs, so that nothing of the user's settings changes
     * what it does.
     */
    public Path git() {
        return directory.resolve("git");
    }

    /** Git for repositories of the user: those in this home are the fleet's, and not worked on. */
    public Git newGit() {
        return new Git(GitSettings.defaults(git()).refusing(List.of(directory)));
    }

    Path logs() {
        return directory.resolve("logs");
    }

    Path log(String id) {
        return logs().resolve(id + ".log");
    }

    /** Where the process with this id keeps its own state. */
    public Path of(Kind kind, String id) {
        return directory.resolve(kind.plural()).resolve(id);
    }

    /** Makes a directory of the home where it is missing. */
    static Path make(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + directory, e);
        }
    }

    /** Makes the directory that a file of the home is to lie in. */
    static void makeParent(Path file) {
        var parent = file.getParent();
        if (parent != null) {
            make(parent);
        }
    }
}
