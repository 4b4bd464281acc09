package dev.codefleet.postgres;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of one database server, below its home: {@code data}, {@code password} (readable by its
 * owner only), {@code postgres.log} and {@code owner.lock}.
 *
 * @param home an absolute path without symbolic links
 */
record Cluster(Path home) {

    static final String USER = "codefleet";
    static final String DATABASE = "codefleet";

    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);
    private static final int PASSWORD_BYTES = 24;

    Path data() {
        return home.resolve("data");
    }

    ServerLog log() {
        return new ServerLog(home.resolve("postgres.log"));
    }

    /**
     * Makes the data directory and the password if this home has none yet. All is made beside and
     * then renamed, the data last, so that what is there is whole, whenever this is interrupted.
     */
    void initialise(Binaries binaries, Privileges privileges) throws IOException {
        if (Files.isDirectory(data())) {
            return;
        }
        var fresh = home.resolve("data.new");
        Directories.delete(fresh);
        var password = writePassword(home.resolve("password.new"));
        run(
                "initdb failed",
                privileges.wrap(
                        List.of(
                                binaries.initdb(),
                                "--pgdata=" + fresh,
                                "--username=" + USER,
                                "--pwfile=" + password,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                // The same order of text on every system, whatever it has
                                // installed.
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--locale=C",
                                "--no-instructions")),
                "");
        run(
                "Making the database failed",
                privileges.wrap(
                        List.of(
                                binaries.postgres(),
                                "--single",
                                "-D",
                                fresh.toString(),
                                "-c",
                                "log_checkpoints=off",
                                "postgres")),
                "CREATE DATABASE " + DATABASE + "\n");
        Files.move(password, home.resolve("password"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(home);
    }

    /** The password that {@link #initialise} made. */
    String password() throws IOException {
        return Files.readString(home.resolve("password")).strip();
    }

    private static Path writePassword(Path file) throws IOException {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n");
    }

    private void run(String failure, List<String> command, String input) throws IOException {
        var before = log().size();
        var isDone = ProgramRunner.logged(command, input, log(), INIT_LIMIT);
        var written = log().since(before);
        // The stand-alone server exits with 0 even after a statement that failed.
        if (!isDone || written.contains("ERROR:") || written.contains("FATAL:")) {
            throw LoggedFailure.of(failure, written, 0, log());
        }
    }
}
