package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names by which a bare repository finds commits, and keeps them from being cleaned up. */
public final class References {
    /** Below it, the commits that a mirror was asked for. */
    public static final RefName ASKED_FOR = new RefName("refs/codefleet/base");

    /**
     * Below it, the contents of files of Git LFS, each by its checksum: those that bundles brought,
     * and copies of what repositories on this machine keep.
     */
    public static final RefName LFS = new RefName("refs/codefleet/lfs");

    private static final int LONGEST_REFERENCE_BYTES = 4_096;
    private static final Pattern REFERENCE =
            Pattern.compile("(?:[0-9a-f]{40}|[0-9a-f]{64}|ref: refs/[^\\p{Cntrl}]+)\\s*");

    private static final long LIST_LIMIT_BYTES = 64L << 20;

    private References() {}

    /** What a reference's file says, if it says what one may say. */
    public static Optional<String> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_REFERENCE_BYTES) {
                return Optional.empty();
            }
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return REFERENCE.matcher(text).matches() ? Optional.of(text) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

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
     * Removes references below one that {@link #point} has made, or {@link #touch} was told of,
     * before a time.
     *
     * @return how many
     */
    public static int dropOlder(Git git, Path repository, RefName below, Instant before)
            throws IOException {
        var root = repository.resolve(below.value());
        if (!Files.exists(root)) {
            return 0;
        }
        var commands = new StringBuilder();
        int count = 0;
        try (var files = Files.walk(root)) {
            for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    commands.append("delete ").append(repository.relativize(file)).append('\n');
                    count++;
                }
            }
        }
        if (count > 0) {
            var list = Files.createTempFile("codefleet-refs-", ".txt");
            try {
                Files.writeString(list, commands);
                git.run(GitCall.in(repository, "update-ref", "--stdin").readingFrom(list));
            } finally {
                Files.delete(list);
            }
        }
        return count;
    }

    /** Makes a reference as young as one that was made now; nothing if it is not there. */
    public static void touch(Path repository, RefName ref, Instant now) {
        try {
            Files.setLastModifiedTime(repository.resolve(ref.value()), FileTime.from(now));
        } catch (NoSuchFileException _) {
            // Whoever needs it will find out.
        } catch (IOException e) {
            throw new GitFailed("Cannot touch a reference", e);
        }
    }

    /** The same, unless it was made or touched within a time before. */
    public static void touchOlder(Path repository, RefName ref, Instant now, Duration than) {
        try {
            var last = Files.getLastModifiedTime(repository.resolve(ref.value())).toInstant();
            if (last.isBefore(now.minus(than))) {
                touch(repository, ref, now);
            }
        } catch (NoSuchFileException _) {
            // Whoever needs it will find out.
        } catch (IOException e) {
            throw new GitFailed("Cannot touch a reference", e);
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
