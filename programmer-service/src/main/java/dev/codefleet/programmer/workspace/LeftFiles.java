package dev.codefleet.programmer.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files that an executor has left, as one walk through them finds them. None is opened: whoever
 * opens a pipe waits until somebody writes to it, and some devices never end.
 *
 * @param bytes of all, as their lengths say
 * @param trap a pipe or device, or a link to one, that git would open; empty if there is none
 */
public record LeftFiles(long bytes, Optional<Path> trap) {
    /** Git opens them wherever it finds them in a tree. */
    private static final Set<String> READ_BY_GIT =
            Set.of(".gitignore", ".gitattributes", ".gitmodules");

    private static final Path REPOSITORY = Path.of(".git");

    /** Names another directory that git takes for a part of the repository. */
    private static final Path COMMON = Path.of("commondir");

    private static final int KINDS = 0170000;

    /** Opening one fails at once. */
    private static final int SOCKET = 0140000;

    /**
     * Looks through the directories of an attempt.
     *
     * @throws UncheckedIOException if the disk fails
     */
    static LeftFiles of(AttemptDirectory directory) {
        var walk = new Walk(directory.work());
        try {
            Files.walkFileTree(directory.root(), walk);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look through " + directory.root(), e);
        }
        return new LeftFiles(walk.bytes, walk.trap());
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path work;
        private long bytes;
        private @Nullable Path trap;

        /** Any pipe or device: a trap if a repository may lie where it is. */
        private @Nullable Path pipe;

        private boolean hasRepositoryElsewhere;

        Walk(Path work) {
            this.work = work;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // A sparse file may be as long as a number can be.
            bytes = bytes + attributes.size() < 0 ? Long.MAX_VALUE : bytes + attributes.size();
            if (file.startsWith(work)) {
                hasRepositoryElsewhere |= leadsGitElsewhere(file, attributes);
            }
            if ((pipe == null || trap == null)
                    && !attributes.isRegularFile()
                    && isPipe(file, attributes)) {
                pipe = work.relativize(file);
                if (trap == null && file.startsWith(work) && isReadByGit(file)) {
                    trap = pipe;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        Optional<Path> trap() {
            return Optional.ofNullable(trap == null && hasRepositoryElsewhere ? pipe : trap);
        }

        /** A file in the place of a repository names its place, and a link leads there. */
        private boolean leadsGitElsewhere(Path file, BasicFileAttributes attributes) {
            return REPOSITORY.equals(file.getFileName())
                    || (isInRepository(work.relativize(file))
                            && (attributes.isSymbolicLink() || COMMON.equals(file.getFileName())));
        }

        private boolean isReadByGit(Path file) {
            return READ_BY_GIT.contains(String.valueOf(file.getFileName()))
                    || isInRepository(work.relativize(file));
        }

        private static boolean isPipe(Path file, BasicFileAttributes attributes) {
            return (attributes.isOther() || leadsToOther(file)) && !isSocket(file);
        }

        private static boolean isInRepository(Path file) {
            return StreamSupport.stream(file.spliterator(), false).anyMatch(REPOSITORY::equals);
        }

        private static boolean leadsToOther(Path link) {
            try {
                return Files.readAttributes(link, BasicFileAttributes.class).isOther();
            } catch (IOException _) {
                // Leads nowhere.
                return false;
            }
        }

        private static boolean isSocket(Path file) {
            try {
                var mode =
                        (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                return (mode & KINDS) == SOCKET;
            } catch (IOException _) {
                return false;
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // Vanished, or may not be read.
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
