package dev.codefleet.programmer.spool;

import dev.codefleet.contract.attempt.LogRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All that an attempt prints, byte by byte, compressed in a file of bounded size: when it is more
 * than may be kept, the first half of that and at least the last quarter, with a mark between them.
 * What is short stays in memory and gets no file, unless it is asked for. Safe for use by threads.
 *
 * <p>The end is kept in two parts that take turns: the older is thrown away when the newer is full.
 */
public final class WholeLog {
    private static final Logger LOG = Logger.getLogger(WholeLog.class);
    private static final int IN_MEMORY_BYTES = 64 * 1024;
    private static final long LEAST_BYTES = 65_536;
    private static final int HEAD_PARTS = 2;
    private static final int END_PARTS = 4;

    private final Path file;
    private final long maxBytes;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable OutputStream out;
    private long bytes;
    private long inPart;
    private long leftOut;
    private long inOlderEnd;

    /** 0 is the beginning; the parts of the end count on from 1. */
    private int part;

    private boolean isLineOpen;
    private boolean isBroken;

    /**
     * @param file where it is in the end; others beside it hold its parts until then
     * @param maxBytes of what is kept, before it is compressed
     */
    public WholeLog(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    /** Of a few bytes there are no halves and quarters to keep. */
    public static long requireRoom(long maxBytes) {
        if (maxBytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "codefleet.programmer.log-max-bytes must be at least "
                            + LEAST_BYTES
                            + ", but is "
                            + maxBytes);
        }
        return maxBytes;
    }

    public synchronized void add(byte[] printed, int count) {
        if (count > 0) {
            write(printed, count);
            isLineOpen = printed[count - 1] != '\n';
        }
    }

    /** Adds a line of Codefleet's own. */
    public synchronized void mark(String line) {
        var text = ((isLineOpen ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
        add(text, text.length);
    }

    /**
     * Ends it.
     *
     * @param shownBytes how many of its bytes the attempt's report shows: no file is made if those
     *     are all
     * @return what the file holds; empty if there is none
     */
    public synchronized Optional<LogRef> finish(long shownBytes) {
        if (isBroken || bytes <= shownBytes) {
            return Optional.empty();
        }
        try {
            if (out == null) {
                out = open(0);
                memory.writeTo(out);
            }
            out.close();
            join();
            return Optional.of(new LogRef(bytes, Files.size(file)));
        } catch (IOException e) {
            broken(e);
            return Optional.empty();
        }
    }

    private void write(byte[] printed, int count) {
        bytes += count;
        if (isBroken) {
            return;
        }
        if (out == null && memory.size() + count <= IN_MEMORY_BYTES) {
            memory.write(printed, 0, count);
            return;
        }
        try {
            if (out == null) {
                out = open(0);
                inPart = memory.size();
                memory.writeTo(out);
            }
            for (var from = 0; from < count; ) {
                var room = (part == 0 ? maxBytes / HEAD_PARTS : maxBytes / END_PARTS) - inPart;
                if (room <= 0) {
                    nextPart();
                    continue;
                }
                var some = (int) Math.min(room, count - from);
                out.write(printed, from, some);
                inPart += some;
                from += some;
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void nextPart() throws IOException {
        if (out != null) {
            out.close();
        }
        if (part > 1) {
            leftOut += inOlderEnd;
        }
        inOlderEnd = part == 0 ? 0 : inPart;
        part++;
        out = open(part);
        inPart = 0;
    }

    /** Members of gzip's form that follow each other are one file. */
    private void join() throws IOException {
        var whole = place(0);
        if (part > 0) {
            try (var joined = Files.newOutputStream(whole, StandardOpenOption.APPEND)) {
                if (leftOut > 0) {
                    joined.write(compressed(gap()));
                }
                for (var end = Math.max(1, part - 1); end <= part; end++) {
                    Files.copy(place(end), joined);
                    Files.delete(place(end));
                }
            }
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private String gap() {
        return String.format(
                Locale.ROOT, "\n[%,d bytes left out here; %,d bytes in all]\n", leftOut, bytes);
    }

    private static byte[] compressed(String text) throws IOException {
        var result = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(result)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return result.toByteArray();
    }

    private OutputStream open(int number) throws IOException {
        return new GZIPOutputStream(Files.newOutputStream(place(number)));
    }

    private Path place(int number) {
        var name = number == 0 ? "0" : number % 2 == 1 ? "1" : "2";
        return file.resolveSibling(file.getFileName() + "." + name);
    }

    /** The attempt goes on: a log is not worth its work. */
    private void broken(IOException cause) {
        isBroken = true;
        LOG.warnf("A whole log cannot be kept: file=%s cause=%s", file, cause.getMessage());
        try {
            if (out != null) {
                out.close();
            }
            for (var number = 0; number <= 2; number++) {
                Files.deleteIfExists(place(number));
            }
        } catch (IOException e) {
            LOG.debugf(e, "What there is of a whole log stays: file=%s", file);
        }
    }
}
