package dev.codefleet.git.workspace;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Git's index, read as a file as far as that can be done without git. The format is told in git's
 * documentation under {@code gitformat-index}. An index is as long as a repository has files, so it
 * is read once from its start to its end and never held.
 */
final class IndexFile {
    private static final int SIGNATURE = 0x44495243; // DIRC
    private static final int SPLIT = 0x6C696E6B; // link
    private static final int SPARSE = 0x73646972; // sdir
    private static final int FIRST_ENTRY_AT = 12;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MODE_AT = 24;
    private static final int NAME_BYTES_AT = 40;
    private static final int LONG_NAME = 0xFFF;
    private static final int LONGEST_NAME = 1 << 20;
    private static final int MOST_REPOSITORIES = 100_000;
    private static final int EXTENDED = 0x4000;
    private static final int KINDS = 0170000;
    private static final int REPOSITORY = 0160000;
    private static final byte[] ATTRIBUTES = ".gitattributes".getBytes(StandardCharsets.US_ASCII);

    /** Files, programs and symbolic links, as git writes them. */
    private static final Set<Integer> MODES = Set.of(0x81A4, 0x81ED, 0xA000);

    private final DataInputStream in;
    private final int hashBytes;

    private IndexFile(DataInputStream in, int hashBytes) {
        this.in = in;
        this.hashBytes = hashBytes;
    }

    /** Whether an index names attributes of files; true also if it cannot be read. */
    static boolean hasAttributes(Path index) {
        // Index version 4 shares starts of names, but hardly their ends.
        try (var in = new BufferedInputStream(Files.newInputStream(index), BUFFER_BYTES)) {
            var matched = 0;
            for (int next; (next = in.read()) >= 0; ) {
                // No start of the word is in it twice, so whatever does not fit begins anew.
                matched = next == ATTRIBUTES[matched] ? matched + 1 : next == ATTRIBUTES[0] ? 1 : 0;
                if (matched == ATTRIBUTES.length) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /**
     * The paths of an index that stand for repositories, each with the commit there.
     *
     * @return empty if the index has something that is not understood here
     */
    static Optional<Map<String, String>> repositories(Path index, boolean isSha256) {
        try {
            if (!Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            var bytes = Files.size(index);
            try (var in =
                    new DataInputStream(
                            new BufferedInputStream(Files.newInputStream(index), BUFFER_BYTES))) {
                return new IndexFile(in, isSha256 ? 32 : 20).repositories(bytes);
            }
        } catch (IOException _) {
            // Git will say what is wrong with it.
            return Optional.empty();
        }
    }

    private Optional<Map<String, String>> repositories(long bytes) throws IOException {
        if (in.readInt() != SIGNATURE) {
            return Optional.empty();
        }
        var version = in.readInt();
        if (version < 2 || version > 3) {
            return Optional.empty();
        }
        var found = new LinkedHashMap<String, String>();
        long at = FIRST_ENTRY_AT;
        for (var left = in.readInt(); left > 0; left--) {
            in.skipNBytes(MODE_AT);
            var mode = in.readInt();
            in.skipNBytes(NAME_BYTES_AT - MODE_AT - Integer.BYTES);
            var isRepository = (mode & KINDS) == REPOSITORY;
            if ((!isRepository && !MODES.contains(mode))
                    || (isRepository && found.size() == MOST_REPOSITORIES)) {
                return Optional.empty();
            }
            var hash = in.readNBytes(hashBytes);
            var flags = in.readShort();
            var nameAt = NAME_BYTES_AT + hashBytes + Short.BYTES;
            if ((flags & EXTENDED) != 0) {
                in.skipNBytes(Short.BYTES);
                nameAt += Short.BYTES;
            }
            var name = name(flags & LONG_NAME);
            // Ends in one to eight zeros, so that its length is a multiple of eight.
            var length = (nameAt + name.length) / 8 * 8 + 8;
            var read = nameAt + name.length + (name.length >= LONG_NAME ? 1 : 0);
            in.skipNBytes(length - read);
            at += length;
            if (isRepository) {
                found.put(new String(name, StandardCharsets.UTF_8), HexFormat.of().formatHex(hash));
            }
        }
        return isWhole(at, bytes - hashBytes) ? Optional.of(found) : Optional.empty();
    }

    /** Of a name that is too long for its length to be told, the zero after it is read as well. */
    private byte[] name(int length) throws IOException {
        if (length < LONG_NAME) {
            var name = in.readNBytes(length);
            if (name.length < length) {
                throw new EOFException();
            }
            return name;
        }
        var name = new ByteArrayOutputStream();
        for (int next; (next = in.readUnsignedByte()) != 0; ) {
            name.write(next);
            if (name.size() > LONGEST_NAME) {
                throw new IOException("No path is that long");
            }
        }
        return name.toByteArray();
    }

    /** Whether no extension says that there are entries which are not in the file. */
    private boolean isWhole(long at, long end) throws IOException {
        while (at < end) {
            var extension = in.readInt();
            var size = in.readInt();
            if (extension == SPLIT || extension == SPARSE || size < 0) {
                return false;
            }
            in.skipNBytes(size);
            at += 2 * Integer.BYTES + (long) size;
        }
        return at == end;
    }
}
