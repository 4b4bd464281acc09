package dev.codefleet.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file holds.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ChecksummedFile(String sha256, long bytes) {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Whether a text is a checksum, in the form in which checksums name things here. */
    public static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }

    /**
     * Writes a stream to a file.
     *
     * @return what was written, or empty when the stream is longer than {@code maxBytes}
     */
    public static Optional<ChecksummedFile> write(InputStream from, Path file, long maxBytes)
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

    /** A file that is there. */
    public static ChecksummedFile of(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
            var bytes = in.transferTo(OutputStream.nullOutputStream());
            return new ChecksummedFile(
                    HexFormat.of().formatHex(in.getMessageDigest().digest()), bytes);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
