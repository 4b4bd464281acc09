package dev.codefleet.programmer.execute;

import dev.codefleet.programmer.text.LineSplitter;

/**
 * Consumer of what a process prints on both of its outputs, called on another thread, which waits
 * for it.
 */
@FunctionalInterface
public interface Output {
    /** A line as it looks in the end, see {@link LineSplitter}. */
    void line(String line);

    /** The bytes themselves, before the lines that they end. They are overwritten afterwards. */
    default void bytes(byte[] printed, int count) {}
}
