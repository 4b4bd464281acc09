package dev.codefleet.git;

import java.io.IOException;
import java.nio.ByteBuffer;
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
 * What can be told of git's index without running git. The format is told in git's documentation
 * under {@code gitformat-index}.
 */
final class IndexFile {
    private static final long LARGEST_BYTES = 64L << 20;
    private static final int SIGNATURE = 0x44495243; // DIRC
    private static final int SPLIT = 0x6C696E6B; // link
    private static final int SPARSE = 0x73646972; // sdir
    private static final int FIRST_ENTRY_AT = 12;
    private static final int MODE_AT = 24;
    private static final int NAME_BYTES_AT = 40;
    private static final int LONG_NAME = 0xFFF;
    private static final int EXTENDED = 0x4000;
    private static final int KINDS = 0170000;
    private static final int REPOSITORY = 0160000;

    /** Files, programs and symbolic links, as git writes them. */
    private static final Set<Integer> MODES = Set.of(0x81A4, 0x81ED, 0xA000);

    private final ByteBuffer bytes;
    private final int hashBytes;

    private IndexFile(byte[] bytes, int hashBytes) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.hashBytes = hashBytes;
    }

    /** Whether an index names attributes of files; true also if it is not understood here. */
    static boolean hasAttributes(Path index) {
        try {
            if (Files.size(index) > LARGEST_BYTES) {
                return true;
            }
            // Index version 4 shares starts of names, but hardly their ends.
            var text = new String(Files.readAllBytes(index), StandardCharsets.ISO_8859_1);
            return text.contains(".gitattributes");
        } catch (IOException e) {
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
            if (!Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(index) > LARGEST_BYTES) {
                return Optional.empty();
            }
            return new IndexFile(Files.readAllBytes(index), isSha256 ? 32 : 20).repositories();
        } catch (IOException | IndexOutOfBoundsException | ArithmeticException e) {
            // Git will say what is wrong with it.
            return Optional.empty();
        }
    }

    private Optional<Map<String, String>> repositories() {
        if (!isKnownKind()) {
            return Optional.empty();
        }
        var found = new LinkedHashMap<String, String>();
        var at = FIRST_ENTRY_AT;
        for (var left = bytes.getInt(8); left > 0; left--) {
            var mode = bytes.getInt(at + MODE_AT);
            if ((mode & KINDS) == REPOSITORY) {
                found.put(path(at), hash(at));
            } else if (!MODES.contains(mode)) {
                return Optional.empty();
            }
            at = nextEntry(at);
        }
        return isWhole(at) ? Optional.of(found) : Optional.empty();
    }

    private String path(int at) {
        return new String(bytes.array(), nameStart(at), nameLength(at), StandardCharsets.UTF_8);
    }

    private String hash(int at) {
        var start = at + NAME_BYTES_AT;
        return HexFormat.of().formatHex(bytes.array(), start, start + hashBytes);
    }

    private boolean isKnownKind() {
        var version = bytes.getInt(4);
        return bytes.getInt(0) == SIGNATURE && version >= 2 && version <= 3;
    }

    private int nextEntry(int at) {
        // Ends in one to eight zeros, so that its length is a multiple of eight.
        return at + (nameStart(at) + nameLength(at) - at) / 8 * 8 + 8;
    }

    private int flags(int at) {
        return bytes.getShort(at + NAME_BYTES_AT + hashBytes);
    }

    private int nameStart(int at) {
        return at + NAME_BYTES_AT + hashBytes + ((flags(at) & EXTENDED) == 0 ? 2 : 4);
    }

    private int nameLength(int at) {
        var length = flags(at) & LONG_NAME;
        if (length == LONG_NAME) {
            var name = nameStart(at);
            while (bytes.get(name + length) != 0) {
                length++;
            }
        }
        return length;
    }

    /** Whether no extension says that there are entries which are not in the file. */
    private boolean isWhole(int at) {
        var end = bytes.capacity() - hashBytes;
        while (at < end) {
            var extension = bytes.getInt(at);
            var size = bytes.getInt(at + 4);
            if (extension == SPLIT || extension == SPARSE || size < 0) {
                return false;
            }
            at = Math.addExact(at + 8, size);
        }
        return at == end;
    }
}
