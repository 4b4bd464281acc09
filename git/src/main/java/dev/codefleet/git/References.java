package dev.codefleet.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** The names by which a bare repository finds commits, and keeps them from being cleaned up. */
public final class References {
    private static final long LIST_LIMIT_BYTES = 64L << 20;

    private References() {}

    /**
     * Points a reference of a bare repository at a commit that it has, so that it is found and
     * kept. Written as a file, as git does it, without a process.
     *
     * @param ref a full name, such as {@code refs/codefleet/jobs/42}
     * @throws GitFailed if it cannot be written
     */
    public static void point(Path repository, RefName ref, CommitId commit) {
        try {
            var file = repository.resolve(ref.value());
            Files.createDirectories(file.getParent());
            var fresh = Files.createTempFile(repository, "ref-", ".tmp");
            try {
                Files.writeString(fresh, commit + "\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot write a reference", e);
        }
    }

    /** Whether {@link #point} has made that reference. */
    public static boolean isPointed(Path repository, RefName ref) {
        return Files.exists(repository.resolve(ref.value()));
    }

    /**
     * Removes a reference and all below it, so that dropping {@code refs/codefleet/jobs/42} forgets
     * everything kept for that job. None at all is no failure.
     */
    public static void drop(Git git, Path repository, RefName ref) {
        try {
            var list = Files.createTempFile("codefleet-refs-", ".txt");
            try {
                git.run(
                        GitCall.in(
                                        repository,
                                        "for-each-ref",
                                        "--format=delete %(refname)",
                                        ref.value())
                                .writingTo(list, LIST_LIMIT_BYTES));
                git.run(GitCall.in(repository, "update-ref", "--stdin").readingFrom(list));
            } finally {
                Files.delete(list);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot list references", e);
        }
    }

    /**
     * Removes objects that no reference leads to. Those in the making have none yet, so leave time.
     *
     * @param unusedFor how old they must be, in seconds at least
     */
    public static void dropUnreachable(Git git, Path repository, Duration unusedFor) {
        git.run(
                GitCall.in(
                        repository, "prune", "--expire=" + unusedFor.toSeconds() + ".seconds.ago"));
    }
}
