package dev.codefleet.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whole directory trees; symbolic links are never followed. Their sizes are {@link DiskUse}. */
public final class Directories {
    private static final Set<PosixFilePermission> OPEN =
            PosixFilePermissions.fromString("rwx------");

    /** As many levels as a path that the system takes can have. */
    private static final int MAX_WALKS = 2048;

    /** Of the 4,096 bytes that Linux takes for a path, so much that a name still fits behind. */
    private static final int LONGEST_PATH_BYTES = 3_500;

    private Directories() {}

    /**
     * Deletes a tree, with directories in it that its owner may not read, write or enter, and such
     * as lie too deep to be named by a path; one that is not there is deleted already, and so is
     * what vanishes meanwhile.
     */
    public static void delete(Path root) throws IOException {
        var isDone = false;
        // Each walk opens all that is shut on one level, and brings up what lies too deep: it finds
        // out when it is past it.
        for (int walk = 1; !isDone && Files.exists(root, LinkOption.NOFOLLOW_LINKS); walk++) {
            var deletion = new Deletion(root, walk < MAX_WALKS);
            Files.walkFileTree(root, deletion);
            isDone = !deletion.hasLeft;
        }
    }

    /** Makes renames within a directory survive a power cut. */
    public static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final Path root;
        private final boolean mayOpen;

        /**
         * Whether there is a directory that was shut, and has been left as it is but for that, or
         * one that was brought up.
         */
        private boolean hasLeft;

        Deletion(Path root, boolean mayOpen) {
            this.root = root;
            this.mayOpen = mayOpen;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
            // Package managers write-protect what they install, and that protects it from us as
            // well. That it can be read is certain: the walk has opened it.
            var view = view(directory);
            if (view != null && !(Files.isWritable(directory) && Files.isExecutable(directory))) {
                view.setPermissions(OPEN);
            }
            if (isTooDeep(directory)) {
                Files.move(directory, root.resolve("codefleet-deep-" + UUID.randomUUID()));
                hasLeft = true;
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        /** Whether a path to what is in it may be longer than the system takes. */
        private boolean isTooDeep(Path directory) {
            var name = directory.toString();
            return name.length() > LONGEST_PATH_BYTES / 3
                    && name.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH_BYTES
                    && !directory.equals(root)
                    && !root.equals(directory.getParent());
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
            if (failure instanceof AccessDeniedException && mayOpen && isShut(file)) {
                // By its path, although that would follow a link: a way that does not has to open
                // the directory first.
                Files.setPosixFilePermissions(file, OPEN);
                hasLeft = true;
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        /** Whether it is a directory, and its owner has not all rights in it. */
        private static boolean isShut(Path file) throws IOException {
            var view = view(file);
            if (view == null) {
                return false;
            }
            var attributes = view.readAttributes();
            return attributes.isDirectory() && !attributes.permissions().containsAll(OPEN);
        }

        private static @Nullable PosixFileAttributeView view(Path file) {
            return Files.getFileAttributeView(
                    file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException e) {
                if (!hasLeft) {
                    throw e;
                }
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
