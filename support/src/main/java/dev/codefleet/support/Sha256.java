package dev.codefleet.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 sums, as text 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private Sha256() {}

    /** The sum of a text in UTF-8. */
    public static String of(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The sum of a file's bytes. */
    public static String of(Path file) throws IOException {
        var digest = digest();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
        return hex(digest.digest());
    }

    /** Writes a start and a file's bytes to another file, and returns the sum of what it wrote. */
    public static String joining(byte[] start, Path rest, Path into) throws IOException {
        var digest = digest();
        try (var out = new DigestOutputStream(Files.newOutputStream(into), digest)) {
            out.write(start);
            Files.copy(rest, out);
        }
        return hex(digest.digest());
    }

    /** A new digest, for bytes that come in pieces. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** A finished digest as text. */
    public static String hex(byte[] sum) {
        return HexFormat.of().formatHex(sum);
    }

    /** Whether a text has the form of a sum. */
    public static boolean isSum(String text) {
        return FORM.matcher(text).matches();
    }
}
