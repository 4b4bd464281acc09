package dev.codefleet.programmer.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directories of one attempt, made before it starts and deleted after its end.
 *
 * @param root holds all the others
 */
public record AttemptDirectory(Path root) {

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

    /** The checks' working tree; not made yet. */
    public Path check() {
        return root.resolve("check");
    }

    /** Stands in for the user's home. */
    public Path home() {
        return root.resolve("home");
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    /** Scripts of the plan, which the attempt may read and not change. */
    public Path scripts() {
        return root.resolve("scripts");
    }

    /**
     * What the attempt holds on disk, in bytes.
     *
     * @throws UncheckedIOException if the disk cannot be read
     */
    public long size() {
        try {
            return Directories.size(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes it all. */
    public void delete() throws IOException {
        Directories.delete(root);
    }
}
