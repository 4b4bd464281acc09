package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.GitFailed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Commits as single files below {@code objects}, read and written as git itself does it. What is
 * small and asked for often costs no process this way; what is packed is left to git.
 */
public final class LooseObjects {
    private static final int LARGEST_BYTES = 1 << 20;
    private static final String KIND = "commit ";

    private LooseObjects() {}

    /** Whether the object is there as a file of its own. */
    public static boolean has(Path repository, CommitId id) {
        return Files.exists(file(repository, id));
    }

    /**
     * What is in a commit. Empty when it is packed, absent, damaged, too large or no commit: git
     * then has the last word.
     */
    public static Optional<byte[]> readCommit(Path repository, CommitId id) {
        try (var in = new InflaterInputStream(read(file(repository, id)))) {
            var object = in.readNBytes(LARGEST_BYTES);
            var body = bodyStart(object);
            if (body == 0 || in.read() >= 0 || !nameOf(object, id.isSha256()).equals(id)) {
                return Optional.empty();
            }
            return Optional.of(Arrays.copyOfRange(object, body, object.length));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * Makes a commit; one that is there already is left as it is.
     *
     * @throws GitFailed if it cannot be written
     */
    public static CommitId writeCommit(Path repository, byte[] body, boolean isSha256) {
        var header = (KIND + body.length + "\0").getBytes(StandardCharsets.US_ASCII);
        var object = new byte[header.length + body.length];
        System.arraycopy(header, 0, object, 0, header.length);
        System.arraycopy(body, 0, object, header.length, body.length);
        var id = nameOf(object, isSha256);
        try {
            write(file(repository, id), object);
        } catch (IOException e) {
            throw new GitFailed("Cannot write a commit", e);
        }
        return id;
    }

    /** Beside its place and then moved: git's own clean-up knows leftovers by this prefix. */
    private static void write(Path file, byte[] object) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        var fresh = Files.createTempFile(file.getParent(), "tmp_obj_", "");
        try {
            try (var out = new DeflaterOutputStream(Files.newOutputStream(fresh))) {
                out.write(object);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r--r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static ByteArrayInputStream read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new NoSuchFileException(file.toString());
        }
        return new ByteArrayInputStream(Files.readAllBytes(file));
    }

    private static int bodyStart(byte[] object) {
        var start = new String(object, 0, Math.min(object.length, 32), StandardCharsets.US_ASCII);
        return start.startsWith(KIND) ? start.indexOf('\0') + 1 : 0;
    }

    private static CommitId nameOf(byte[] object, boolean isSha256) {
        return new CommitId(HexFormat.of().formatHex(digest(isSha256).digest(object)));
    }

    /** What names objects. */
    static MessageDigest digest(boolean isSha256) {
        try {
            return MessageDigest.getInstance(isSha256 ? "SHA-256" : "SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1 and SHA-256", e);
        }
    }

    private static Path file(Path repository, CommitId id) {
        var hex = id.hex();
        return repository.resolve("objects").resolve(hex.substring(0, 2)).resolve(hex.substring(2));
    }
}
