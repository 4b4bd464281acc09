package dev.codefleet.programmer.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file that was just written.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
record ChecksummedFile(String sha256, long bytes) {
    private static final int BUFFER_BYTES = 64 * 1024;

    /**
     * Writes a stream to a file.
     *
     * @return what was written, or empty when the stream is longer than {@code maxBytes}
     */
    static Optional<ChecksummedFile> write(InputStream from, Path file, long maxBytes)
            throws IOException {
        var in = new DigestInputStream(from, digest());
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
        var sha256 = HexFormat.of().formatHex(in.getMessageDigest().digest());
        return Optional.of(new ChecksummedFile(sha256, bytes));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
