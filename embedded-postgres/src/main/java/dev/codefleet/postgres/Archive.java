package dev.codefleet.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** A tar archive compressed with xz. */
final class Archive {

    private Archive() {}

    /**
     * Unpacks what running a server needs of PostgreSQL's archive. Every file is on disk when this
     * returns: a power cut must not leave a directory that looks whole and holds empty files.
     *
     * @throws IOException also for an entry that points outside of the directory
     */
    static void unpack(InputStream compressed, Path directory) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(compressed, 1 << 16)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (isNeeded(entry.getName())) {
                    write(tar, entry, directory);
                }
            }
        }
    }

    private static boolean isNeeded(String name) {
        return !name.endsWith(".a") && !name.contains("/pgxs/") && !name.contains("/pkgconfig/");
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory)
            throws IOException {
        var path = inside(directory, directory.resolve(entry.getName()));
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(path.getParent());
            inside(directory, path.resolveSibling(entry.getLinkName()));
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.createDirectories(path.getParent());
            copy(tar, path);
            var isExecutable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    path,
                    PosixFilePermissions.fromString(isExecutable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void copy(InputStream in, Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.transferTo(Channels.newOutputStream(channel));
            channel.force(false);
        }
    }

    private static Path inside(Path directory, Path path) throws IOException {
        var normal = path.normalize();
        if (!normal.startsWith(directory)) {
            throw new IOException("entry outside of the archive: " + path);
        }
        return normal;
    }
}
