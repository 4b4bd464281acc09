package dev.codefleet.programmer.egress;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the end of a request's body in what a client sends: what comes after it is another request,
 * perhaps for another host, and not for the one that this body goes to.
 */
final class BodyEnd {
    private static final int MOST_DIGITS = 15;
    private static final int MOST_LINE_BYTES = 8 * 1024;

    /** What the next byte belongs to. */
    private enum Part {
        SIZE,
        /** The rest of a line with a size. */
        EXTENSION,
        DATA,
        AFTER_DATA,
        TRAILER,
        OVER
    }

    private Part part;
    private final boolean isChunked;
    private long left;
    private int digits;
    private int lineBytes;

    private BodyEnd(boolean isChunked, long left) {
        this.isChunked = isChunked;
        this.left = left;
        this.part = isChunked ? Part.SIZE : left == 0 ? Part.OVER : Part.DATA;
    }

    static BodyEnd afterBytes(long bytes) {
        return new BodyEnd(false, bytes);
    }

    static BodyEnd ofChunks() {
        return new BodyEnd(true, 0);
    }

    boolean isReached() {
        return part == Part.OVER;
    }

    /**
     * Takes what was read, and limits the buffer to what of it belongs to the body. The buffer's
     * position stays.
     *
     * @throws IOException if the body is not as it says
     */
    void limit(ByteBuffer read) throws IOException {
        var at = read.position();
        while (at < read.limit() && part != Part.OVER) {
            if (part == Part.DATA) {
                var some = (int) Math.min(left, read.limit() - at);
                at += some;
                left -= some;
                if (left == 0) {
                    part = isChunked ? Part.AFTER_DATA : Part.OVER;
                    lineBytes = 0;
                }
            } else {
                take(read.get(at++));
            }
        }
        read.limit(at);
    }

    private void take(byte one) throws IOException {
        if (++lineBytes > MOST_LINE_BYTES) {
            throw new IOException("A line of a chunked body is too long");
        }
        var isEndOfLine = one == '\n';
        switch (part) {
            case SIZE -> {
                var digit = Character.digit(one, 16);
                if (digit >= 0 && digits < MOST_DIGITS) {
                    left = left * 16 + digit;
                    digits++;
                } else if (digits > 0 && (one == ';' || one == '\r' || one == ' ')) {
                    part = Part.EXTENSION;
                } else {
                    throw new IOException("A chunk of a body has no size");
                }
            }
            case EXTENSION -> {
                if (isEndOfLine) {
                    part = left == 0 ? Part.TRAILER : Part.DATA;
                    lineBytes = 0;
                    digits = 0;
                }
            }
            case AFTER_DATA -> {
                if (one != (lineBytes == 1 ? '\r' : '\n')) {
                    throw new IOException("A chunk of a body is longer than it says");
                }
                if (isEndOfLine) {
                    part = Part.SIZE;
                    lineBytes = 0;
                }
            }
            case TRAILER -> {
                if (isEndOfLine) {
                    // An empty line, of CR and LF, is the last.
                    part = lineBytes <= 2 ? Part.OVER : Part.TRAILER;
                    lineBytes = 0;
                }
            }
            case DATA, OVER -> throw new IllegalStateException("no line is being read");
        }
    }
}
