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

    /** A working tree for checks alone; not made yet. */
    public Path check() {
        return root.resolve("check");
    }

    /** The executor's {@code .git} while checks work in its tree with one of their own. */
    Path setAside() {
        return root.resolve("executor.git");
    }

    /** The index of the working tree as it was made. */
    Path knownIndex() {
        return root.resolve("known.index");
    }

    /** The index of the working tree as the checks found it. */
    Path checkedIndex() {
        return root.resolve("checked.index");
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
     * What the attempt holds on disk.
     *
     * @throws UncheckedIOException if the disk cannot be read
     */
    public Directories.Survey survey() {
        try {
            return Directories.survey(root, work());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes it all. */
    public void delete() throws IOException {
        Directories.delete(root);
    }
}
