package dev.codefleet.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;

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

    /** Something to be asked of each entry of an index. */
    interface Question {
        boolean ask(Entry entry) throws IOException;
    }

    /**
     * Asks of every entry of an index that git made, in git's order, until one answer is no.
     *
     * @return whether every answer is yes; false also for what is not understood here
     * @throws IndexOutOfBoundsException if the index is cut off
     */
    static boolean everyEntry(Path index, boolean isSha256, Question question) throws IOException {
        if (Files.size(index) > LARGEST_BYTES) {
            return false;
        }
        var file = new IndexFile(Files.readAllBytes(index), isSha256 ? 32 : 20);
        if (!file.isKnownKind()) {
            return false;
        }
        var at = FIRST_ENTRY_AT;
        for (var left = file.bytes.getInt(8); left > 0; left--) {
            if (!question.ask(file.new Entry(at))) {
                return false;
            }
            at = file.nextEntry(at);
        }
        return file.isWhole(at);
    }

    /** What the index says of one file. */
    final class Entry {
        private final int at;

        private Entry(int at) {
            this.at = at;
        }

        String path() {
            var start = nameStart(at);
            return new String(bytes.array(), start, nameLength(at), StandardCharsets.UTF_8);
        }

        TreeEntry content() {
            var hash =
                    HexFormat.of()
                            .formatHex(
                                    bytes.array(),
                                    at + NAME_BYTES_AT,
                                    at + NAME_BYTES_AT + hashBytes);
            return new TreeEntry(bytes.getInt(at + MODE_AT), hash);
        }

        /** Whether the file system says the same of the file as it did then; sizes modulo 2^32. */
        boolean hasStat(FileStat stat) {
            return nanos(at) == stat.changedNanos()
                    && nanos(at + 8) == stat.modifiedNanos()
                    && bytes.getInt(at + 20) == (int) stat.inode()
                    && bytes.getInt(at + 36) == (int) stat.size();
        }

        private long nanos(int where) {
            var seconds = Integer.toUnsignedLong(bytes.getInt(where));
            return TimeUnit.SECONDS.toNanos(seconds) + bytes.getInt(where + 4);
        }
    }

    private boolean hasFilesOnly() {
        if (!isKnownKind()) {
            return false;
        }
        var at = FIRST_ENTRY_AT;
        for (var left = bytes.getInt(8); left > 0; left--) {
            if (!MODES.contains(bytes.getInt(at + MODE_AT))) {
                return false;
            }
            at = nextEntry(at);
        }
        return isWhole(at);
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
