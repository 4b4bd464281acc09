package dev.codefleet.programmer.execute;

import dev.codefleet.programmer.execute.SystemCallFilter.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The programmer's own files that bubblewrap reads, or shows to attempts in the place of the
 * machine's.
 *
 * @param passwd in which the attempt's user has a name, and {@code HOME} as its home
 * @param filter of system calls; empty on machines that none is made for
 */
record SandboxFiles(Path passwd, Path group, Optional<Path> filter) {
    /** Of user and group, on every machine and whoever runs the programmer. */
    static final int ID = 1_000;

    private static final int NOBODY = 65_534;

    /**
     * Writes them into a directory.
     *
     * @param home of the attempt's user, as it finds it
     */
    static SandboxFiles write(Path directory, Path home) throws IOException {
        Files.createDirectories(directory);
        var passwd =
                """
                root:x:0:0:root:/root:/usr/sbin/nologin
                codefleet:x:%1$d:%1$d:Codefleet attempt:%2$s:/bin/sh
                nobody:x:%3$d:%3$d:nobody:/nonexistent:/usr/sbin/nologin
                """
                        .formatted(ID, home, NOBODY);
        var group =
                """
                root:x:0:
                codefleet:x:%d:
                nogroup:x:%d:
                """
                        .formatted(ID, NOBODY);
        var architecture = Architecture.of(System.getProperty("os.arch"));
        return new SandboxFiles(
                write(directory.resolve("passwd"), ascii(passwd)),
                write(directory.resolve("group"), ascii(group)),
                architecture.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                write(
                                        directory.resolve("system-calls.bpf"),
                                        SystemCallFilter.program(architecture.get()))));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Beside its place and then moved: sandboxes of an earlier life may still read the old one. */
    private static Path write(Path file, byte[] content) throws IOException {
        var fresh = Files.createTempFile(file.getParent(), "fresh-", ".tmp");
        Files.write(fresh, content);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
