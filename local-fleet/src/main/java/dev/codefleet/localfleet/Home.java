package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.support.ProcessUser;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directory that holds everything a fleet keeps.
 *
 * @param directory absolute
 */
public record Home(Path directory) {
    /** The name of the key that the home's own commands have. */
    public static final String OWN_KEY = "local";

    private static final Set<PosixFilePermission> OWNERS =
            PosixFilePermissions.fromString("rwx------");
    private static final int STICKY = 01000;
    private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions.asFileAttribute(OWNERS);

    /** Names of all that a fleet makes in its home. */
    private static final Set<String> OURS =
            Set.of(
                    "fleet.json",
                    "fleet.lock",
                    "access.yaml",
                    "access.yaml.lock",
                    "operator.key",
                    "enrolment",
                    "logs",
                    "postgres",
                    "postgres-binaries",
                    "git",
                    "gateways",
                    "managers",
                    "programmers",
                    "registries",
                    "demo",
                    "chaos");

    /**
     * {@code CODEFLEET_HOME}, or {@code ~/.codefleet}, where {@code ~} is {@code HOME} as for every
     * other command; the system's list of users, which the JVM goes by, only where that is not set.
     */
    public static Home of(Map<String, String> environment) {
        var named = environment.getOrDefault("CODEFLEET_HOME", "");
        var directory =
                named.isEmpty() ? ofUser(environment).resolve(".codefleet") : Path.of(named);
        return new Home(directory.toAbsolutePath().normalize());
    }

    /**
     * How to call the command for the fleet of this home.
     *
     * @param environment of the call, which may mean another home: a demo has one of its own
     */
    public Invocation again(Map<String, String> environment) {
        return equals(of(environment)) ? Invocation.PLAIN : Invocation.PLAIN.inHome(directory);
    }

    private static Path ofUser(Map<String, String> environment) {
        var named = environment.getOrDefault("HOME", "");
        var home = named.isEmpty() ? System.getProperty("user.home", "") : named;
        // What Java says of a user without a name.
        if (home.isEmpty() || home.equals("?")) {
            throw CommandFailed.failed(
                    "There is no place for Codefleet's files: HOME is not set, and the user has no"
                            + " home directory.",
                    "Name a directory in CODEFLEET_HOME.");
        }
        return Path.of(home);
    }

    Path fleetFile() {
        return directory.resolve("fleet.json");
    }

    Path lockFile() {
        return directory.resolve("fleet.lock");
    }

    /** Lists the keys of those who may call the fleet's gateways. */
    public Path accessFile() {
        return directory.resolve("access.yaml");
    }

    /** The key by which the commands of the home's owner call them. */
    Path keyFile() {
        return directory.resolve("operator.key");
    }

    /** The enrolment key of a kind of agents: who has it can start more of them. */
    public Path enrolmentKey(ServiceKind kind) {
        return enrolment().resolve(kind.label() + ".key");
    }

    /** Lists the public ones, for the registries. */
    Path enrolmentKeys() {
        return enrolment().resolve("public");
    }

    private Path enrolment() {
        return directory.resolve("enrolment");
    }

    public Path database() {
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

    public Path logs() {
        return directory.resolve("logs");
    }

    Path log(String id) {
        return logs().resolve(id + ".log");
    }

    /** Where the process with this id keeps its own state. */
    public Path of(ServiceKind kind, String id) {
        return directory.resolve(kind.plural()).resolve(id);
    }

    /**
     * Makes the home where it is missing.
     *
     * @throws CommandFailed if that is not possible
     */
    public void requireUsable() {
        make(directory);
        closeToOthers();
    }

    /**
     * Takes from others what an earlier version had let them read. Where no fleet has been, nothing
     * is a fleet's, whatever its name is. A directory that holds more than a fleet's files, such as
     * {@code /tmp}, is not ours to close, and what a fleet made in it is. What cannot be closed may
     * be used nevertheless: a volume belongs to root at times, and lets a group write.
     */
    private void closeToOthers() {
        if (!Files.exists(lockFile())) {
            return;
        }
        try (var entries = Files.list(directory)) {
            var all = entries.toList();
            var ours = all.stream().filter(Home::isOurs).toList();
            var isOursAlone = ours.size() == all.size() && !isShared(directory);
            for (var each : isOursAlone ? List.of(directory) : ours) {
                closeToOthers(each);
            }
        } catch (IOException _) {
            // Whether it can be used shows where it is.
        }
    }

    /** Whether everybody may make files in a directory and delete their own, as in {@code /tmp}. */
    private static boolean isShared(Path directory) throws IOException {
        return Files.getAttribute(directory, "unix:mode") instanceof Integer mode
                && (mode & STICKY) != 0;
    }

    private static void closeToOthers(Path entry) {
        try {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                    && ProcessUser.owns(entry)
                    && !Files.getPosixFilePermissions(entry).equals(OWNERS)) {
                Files.setPosixFilePermissions(entry, OWNERS);
            }
        } catch (IOException _) {
            // It is as open as whoever has made it left it.
        }
    }

    private static boolean isOurs(Path entry) {
        return OURS.contains(String.valueOf(entry.getFileName()));
    }

    /** Makes a directory of the home where it is missing, for its owner alone. */
    static Path make(Path directory) {
        try {
            return Files.createDirectories(directory, OWNER_ONLY);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /**
     * What is wrong with a file or directory of the home.
     *
     * @param e which names nothing but the file where the system said no more
     */
    static CommandFailed unusable(Path file, IOException e) {
        var why =
                switch (e) {
                    case AccessDeniedException denied -> "permission denied";
                    case FileAlreadyExistsException exists -> "there is a file of that name";
                    case NoSuchFileException missing -> "it cannot be made";
                    case FileSystemException other when other.getReason() != null ->
                            other.getReason();
                    default -> String.valueOf(e.getMessage());
                };
        return CommandFailed.noFleet(
                "The fleet's state cannot be kept at " + file + ": " + why + ".",
                "Name a directory that you can write to in CODEFLEET_HOME.");
    }

    /** Makes the directory that a file of the home is to lie in. */
    static void makeParent(Path file) {
        var parent = file.getParent();
        if (parent != null) {
            make(parent);
        }
    }
}
