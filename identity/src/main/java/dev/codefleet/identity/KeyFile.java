package dev.codefleet.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Objects;

/** A pair of keys in a file that its owner alone may read. */
public final class KeyFile {
    private KeyFile() {}

    /**
     * The pair of a file; a new one, kept there, if there is no such file.
     *
     * @throws IOException if the file cannot be read or made, or holds something else
     */
    public static KeyPair readOrMake(Path file) throws IOException {
        try {
            return SigningKeys.pair(Files.readString(file));
        } catch (NoSuchFileException _) {
            var pair = SigningKeys.make();
            write(file.toAbsolutePath(), SigningKeys.pem(pair));
            return pair;
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " " + malformed.getMessage(), malformed);
        }
    }

    private static void write(Path file, String text) throws IOException {
        var directory =
                Files.createDirectories(
                        Objects.requireNonNull(file.getParent(), "a file has a directory"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        var fresh =
                Files.createTempFile(
                        directory,
                        "key-",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text, StandardCharsets.US_ASCII);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
