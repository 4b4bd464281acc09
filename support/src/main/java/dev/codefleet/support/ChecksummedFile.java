package dev.codefleet.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Optional;

/**
 * Sum and size of a file.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ChecksummedFile(String sha256, long bytes) {
    private static final int BUFFER_BYTES = 64 * 1024;

    /**
     * Writes a stream to a file.
     *
     * @return what was written, or empty when the stream is longer than {@code maxBytes}
     */
    public static Optional<ChecksummedFile> write(InputStream from, Path file, long maxBytes)
            throws IOException {
        var in = new DigestInputStream(from, Sha256.digest());
        var buffer = new byte[BUFFER_BYTES];
        var bytes = 0L;
        try (var out = Files.newOutputStream(file)) {
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                if (bytes > maxBytes) {
                    return Optional.empty();
                }
                out.write(buffer, 0, count);
            }
        }
        var sha256 = Sha256.hex(in.getMessageDigest().digest());
        return Optional.of(new ChecksummedFile(sha256, bytes));
    }

    /** Reads a file that is there. */
    public static ChecksummedFile of(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), Sha256.digest())) {
            var bytes = in.transferTo(OutputStream.nullOutputStream());
            return new ChecksummedFile(Sha256.hex(in.getMessageDigest().digest()), bytes);
        }
    }
}
