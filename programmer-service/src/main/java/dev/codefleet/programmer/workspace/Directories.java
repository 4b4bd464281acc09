package dev.codefleet.programmer.workspace;

import dev.codefleet.git.KnownTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Whole directory trees; symbolic links are never followed. */
public final class Directories {
    private Directories() {}

    /**
     * Deletes a tree, read-only directories in it included; one that is not there is deleted
     * already.
     */
    public static void delete(Path root) throws IOException {
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(root, new Deletion());
        }
    }

    /**
     * What there is in a tree; what vanishes meanwhile counts nothing.
     *
     * @param bytes the sum of the sizes of all files
     * @param inside how much there is in one part of it, without the {@code .git} there
     */
    public record Survey(long bytes, KnownTree.Count inside) {}

    /**
     * @param part a directory in the tree, or the tree itself
     */
    static Survey survey(Path root, Path part) throws IOException {
        var surveyor = new Surveyor(part);
        Files.walkFileTree(root, surveyor);
        return new Survey(
                surveyor.bytes, new KnownTree.Count(surveyor.files, surveyor.directories));
    }

    private static final class Surveyor extends SimpleFileVisitor<Path> {
        private final Path part;
        private final Path dotGit;
        private boolean isInside;
        private long bytes;
        private long files;
        private long directories;

        Surveyor(Path part) {
            this.part = part;
            this.dotGit = part.resolve(".git");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (directory.equals(part)) {
                isInside = true;
            } else if (isInside && directory.equals(dotGit)) {
                isInside = false;
            } else if (isInside) {
                directories++;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            if (directory.equals(part)) {
                isInside = false;
            } else if (directory.equals(dotGit)) {
                isInside = true;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            files += isInside ? 1 : 0;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // What cannot be looked into is there all the same.
            files += isInside ? 1 : 0;
            return FileVisitResult.CONTINUE;
        }
    }

    /** Deletes directories in which there is nothing, or only such, save one that is named. */
    static void deleteEmpty(Path root, Path spared) throws IOException {
        Files.walkFileTree(root, new EmptyDeletion(root, spared));
    }

    private static final class EmptyDeletion extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Path spared;

        EmptyDeletion(Path root, Path spared) {
            this.root = root;
            this.spared = spared;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(spared)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            if (!directory.equals(root)) {
                try {
                    Files.delete(directory);
                } catch (DirectoryNotEmptyException e) {
                    // It stays, as it should.
                    return FileVisitResult.CONTINUE;
                }
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
            // Package managers write-protect what they install, and that protects it from us as
            // well.
            var view =
                    Files.getFileAttributeView(
                            directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (view != null && !Files.isWritable(directory)) {
                view.setPermissions(PosixFilePermissions.fromString("rwx------"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
