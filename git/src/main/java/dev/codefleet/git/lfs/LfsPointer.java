package dev.codefleet.git.lfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pointer of Git LFS, which a commit holds in the place of a file. The format is told in Git
 * LFS's documentation under {@code spec.md}.
 *
 * @param oid SHA-256 of the content, in hexadecimal digits
 * @param size of the content in bytes
 */
public record LfsPointer(String oid, long size) {
    /** Git LFS itself takes nothing longer for a pointer. */
    static final int LONGEST_BYTES = 1_024;

    private static final Pattern FORM =
            Pattern.compile(
                    "version https://git-lfs\\.github\\.com/spec/v1\n(?:ext-[^\n]*\n)*oid sha256:"
                            + "([0-9a-f]{64})\nsize (\\d{1,18})\n?");

    /** Reads a pointer; empty if the text is none. */
    static Optional<LfsPointer> parse(String text) {
        var form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new LfsPointer(form.group(1), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    /** Reads the pointer that a file is; empty if it is none. */
    public static Optional<LfsPointer> read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) > LONGEST_BYTES) {
            return Optional.empty();
        }
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** The pointer as Git LFS writes it. */
    public String text() {
        return "version https://git-lfs.github.com/spec/v1\noid sha256:"
                + oid
                + "\nsize "
                + size
                + "\n";
    }

    /** Where Git LFS keeps the content, below the directory of all contents. */
    public Path place() {
        return Path.of(oid.substring(0, 2), oid.substring(2, 4), oid);
    }
}
