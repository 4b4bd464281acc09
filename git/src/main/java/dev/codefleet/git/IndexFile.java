package dev.codefleet.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
    private static final int MODE_AT = 24;
    private static final int NAME_BYTES_AT = 40;
    private static final int LONG_NAME = 0xFFF;
    private static final int EXTENDED = 0x4000;

    /** Files, programs and symbolic links, as git writes them. */
    private static final Set<Integer> MODES = Set.of(0x81A4, 0x81ED, 0xA000);

    private final ByteBuffer bytes;
    private final int hashBytes;

    private IndexFile(byte[] bytes, int hashBytes) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.hashBytes = hashBytes;
    }

    /**
     * Whether every entry of an index is surely a file or a link, and none a repository. False also
     * for what is not understood here.
     */
    static boolean hasFilesOnly(Path index, boolean isSha256) {
        try {
            if (!Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(index) > LARGEST_BYTES) {
                return false;
            }
            return new IndexFile(Files.readAllBytes(index), isSha256 ? 32 : 20).hasFilesOnly();
        } catch (IOException | IndexOutOfBoundsException e) {
            // Git will say what is wrong with it.
            return false;
        }
    }

    private boolean hasFilesOnly() {
        var version = bytes.getInt(4);
        if (bytes.getInt(0) != SIGNATURE || version < 2 || version > 3) {
            return false;
        }
        var at = 12;
        for (var left = bytes.getInt(8); left > 0; left--) {
            if (!MODES.contains(bytes.getInt(at + MODE_AT))) {
                return false;
            }
            at = nextEntry(at);
        }
        return isWhole(at);
    }

    private int nextEntry(int at) {
        var flags = bytes.getShort(at + NAME_BYTES_AT + hashBytes);
        var name = at + NAME_BYTES_AT + hashBytes + ((flags & EXTENDED) == 0 ? 2 : 4);
        var length = flags & LONG_NAME;
        if (length == LONG_NAME) {
            while (bytes.get(name + length) != 0) {
                length++;
            }
        }
        // Ends in one to eight zeros, so that its length is a multiple of eight.
        return at + (name + length - at) / 8 * 8 + 8;
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
