package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Homes that are as hard to reach as one below {@code /root}. */
final class Homes {

    private Homes() {}

    static Path below(Path directory) throws IOException {
        var closed = PosixFilePermissions.fromString("rwx------");
        Files.setPosixFilePermissions(directory, closed);
        return directory.resolve("closed/home");
    }

    /** The default options on a free port, with the binaries shared by all tests of this module. */
    static PostgresOptions options() {
        return PostgresOptions.onPort(0).withBinaries(Path.of("target/postgres-binaries"));
    }
}
