package dev.codefleet.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Bytes and number of the files in a tree. Symbolic links are not followed; what vanishes
 * meanwhile, or may not be read, counts nothing.
 */
public record DiskUse(long bytes, long files) {
    public static final DiskUse NOTHING = new DiskUse(0, 0);

    /**
     * Of a file, or of a directory with all that is in it; nothing if it is not there.
     *
     * @throws UncheckedIOException if the disk fails
     */
    public static DiskUse of(Path root) {
        var count = new Count();
        try {
            Files.walkFileTree(root, count);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look through " + root, e);
        }
        return new DiskUse(count.bytes, count.files);
    }

    public DiskUse plus(DiskUse other) {
        return new DiskUse(bytes + other.bytes, files + other.files);
    }

    public DiskUse minus(DiskUse other) {
        return new DiskUse(bytes - other.bytes, files - other.files);
    }

    private static final class Count extends SimpleFileVisitor<Path> {
        private long bytes;
        private long files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            files++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
