package dev.codefleet.postgres;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * PostgreSQL's programs, unpacked.
 *
 * @param directory the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path directory) {

    private static final Duration UNUSED = Duration.ofDays(30);
    private static final Set<PosixFilePermission> OWNERS =
            PosixFilePermissions.fromString("rwx------");

    /** For root, whose server may run as another user, who knows the way but may not look round. */
    private static final Set<PosixFilePermission> ROOTS =
            PosixFilePermissions.fromString("rwx--x--x");

    String initdb() {
        return directory.resolve("bin/initdb").toString();
    }

    String postgres() {
        return directory.resolve("bin/postgres").toString();
    }

    /**
     * The binaries for a platform, unpacked from the class path if the cache does not hold them
     * yet. Safe to call from many threads and processes at once: one unpacks under a file lock, and
     * a rename makes the whole visible at once.
     *
     * @param now tells those that are in use from those of versions that nobody runs any more
     * @throws PostgresException.CannotUnpack if the class path has none or the cache is not
     *     writable
     * @throws PostgresException.NoSpace if the disk is full
     */
    static Binaries unpack(Platform platform, Path cache, Instant now) {
        var archive = Binaries.class.getClassLoader().getResource(platform.archive());
        if (archive == null) {
            throw new PostgresException.CannotUnpack(
                    platform.archive() + " is not on the class path", null);
        }
        try {
            var target = cache.toAbsolutePath().resolve(key(platform, archive));
            if (!Files.isDirectory(target)) {
                unpackLocked(archive, target);
            }
            makePrivate(cache);
            Files.setLastModifiedTime(target, FileTime.from(now));
            deleteUnused(cache, target, now.minus(UNUSED));
            return new Binaries(target);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw new PostgresException.NoSpace(cache, e);
            }
            throw new PostgresException.CannotUnpack("into " + cache + ": " + e, e);
        }
    }

    /** What an earlier version made for everybody to read becomes its owner's alone. */
    private static void makePrivate(Path cache) throws IOException {
        var isRoots = Integer.valueOf(0).equals(Files.getAttribute(cache, "unix:uid"));
        var permissions = isRoots ? ROOTS : OWNERS;
        if (!Files.getPosixFilePermissions(cache).equals(permissions)) {
            Files.setPosixFilePermissions(cache, permissions);
        }
    }

    /** Deletes other versions that no server was started from for long, nor runs from now. */
    private static void deleteUnused(Path cache, Path target, Instant before) throws IOException {
        var oldest = FileTime.from(before);
        try (var versions = Files.newDirectoryStream(cache, Binaries::isVersion)) {
            for (var version : versions) {
                if (!version.toAbsolutePath().equals(target)
                        && Files.getLastModifiedTime(version).compareTo(oldest) < 0
                        && !runs(version)) {
                    Directories.delete(version);
                }
            }
        }
    }

    private static boolean isVersion(Path entry) {
        return Files.isDirectory(entry)
                && Files.isExecutable(Path.of(new Binaries(entry).postgres()));
    }

    private static boolean runs(Path version) {
        var program = version.toAbsolutePath().resolve("bin/postgres").toString();
        return ProcessHandle.allProcesses()
                .anyMatch(process ->
                        process.info().command().orElse("").equals(program)
                                || process.info().commandLine().orElse("").contains(program));
    }

    /**
     * The jars tell no version, so their checksum stands for it: another one, another directory.
     */
    private static String key(Platform platform, URL archive) throws IOException {
        var connection = archive.openConnection();
        connection.setUseCaches(false);
        try (var in = connection.getInputStream()) {
            return platform.label()
                    + "-"
                    + Long.toHexString(checksum(connection))
                    + "-"
                    + Long.toHexString(connection.getContentLengthLong());
        }
    }

    private static long checksum(URLConnection connection) throws IOException {
        return connection instanceof JarURLConnection jar
                ? jar.getJarEntry().getCrc()
                : connection.getLastModified();
    }

    // Synchronized because a file lock excludes other processes only.
    private static synchronized void unpackLocked(URL archive, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (var channel =
                        FileChannel.open(
                                target.resolveSibling("unpack.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (Files.isDirectory(target)) {
                return;
            }
            var partial = target.resolveSibling("partial");
            Directories.delete(partial);
            try (var in = archive.openStream()) {
                Archive.unpack(in, partial);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
