package dev.codefleet.programmer.workspace;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.support.Directories;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directories of one attempt, made before it starts and deleted after its end.
 *
 * @param root holds all the others
 */
public record AttemptDirectory(Path root) {

    private static final int NAME_DIGITS = 16;
    private static final int SOCKET_BYTES = 107;

    /**
     * The directories of an attempt among those of others. Their names do not grow with the names
     * that a plan chose: paths in them reach commands, and a Unix socket's may have 107 characters.
     */
    public static AttemptDirectory of(AttemptId attempt, Path places) {
        var name = Sha256.of(attempt.toString()).substring(0, NAME_DIGITS);
        return new AttemptDirectory(places.resolve(name));
    }

    /**
     * Checks that the socket of a proxy can be made.
     *
     * @param places where the directories of attempts are
     * @throws IllegalArgumentException if paths are too long here for the system
     */
    public static void requireRoomForSocket(Path places) {
        var path = new AttemptDirectory(places.resolve("0".repeat(NAME_DIGITS))).egress();
        var tooMany = path.toString().getBytes(StandardCharsets.UTF_8).length - SOCKET_BYTES;
        if (tooMany > 0) {
            throw new IllegalArgumentException(
                    "CODEFLEET_HOME is %d bytes too long for the Unix sockets that network 'restricted' takes: %s"
                            .formatted(tooMany, path));
        }
    }

    /** Makes the directories empty: what another life of the programmer left there is deleted. */
    public static AttemptDirectory make(Path root) throws IOException {
        var made = new AttemptDirectory(root.toAbsolutePath());
        Directories.delete(made.root);
        Files.createDirectories(made.home());
        Files.createDirectories(made.temporary());
        Files.createDirectories(made.scripts());
        return made;
    }

    /** The executor's working tree; not made yet. */
    public Path work() {
        return root.resolve("work");
    }

    /** A repository that has the commit and what it is made of, and the working tree of checks. */
    Path check() {
        return root.resolve("check");
    }

    /** Stands in for the user's home while checks run. */
    Path checkHome() {
        return root.resolve("check-home");
    }

    /** Temporary files of checks. */
    Path checkTemporary() {
        return root.resolve("check-tmp");
    }

    /** The last commit, as it is handed over. */
    Path bundle() {
        return root.resolve("commit.bundle");
    }

    /** Makes the directories of checks anew: nothing that an executor has left is in them. */
    void freshForChecks() throws IOException {
        for (var directory : List.of(checkHome(), checkTemporary())) {
            Directories.delete(directory);
            Files.createDirectory(directory);
        }
    }

    /** Deletes what checks have left. */
    void deleteChecks() throws IOException {
        for (var directory : List.of(check(), checkHome(), checkTemporary())) {
            Directories.delete(directory);
        }
    }

    /** Stands in for the user's home while the executor runs. */
    public Path home() {
        return root.resolve("home");
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    /** The Unix socket of its proxy; not made yet. */
    public Path egress() {
        return root.resolve("egress");
    }

    /** Scripts of the plan, which the attempt may read and not change. */
    public Path scripts() {
        return root.resolve("scripts");
    }

    /**
     * What the attempt's processes have left on disk.
     *
     * @throws UncheckedIOException if the disk cannot be read
     */
    public LeftFiles left() {
        return LeftFiles.of(this);
    }

    /** Deletes it all. */
    public void delete() throws IOException {
        Directories.delete(root);
    }
}
