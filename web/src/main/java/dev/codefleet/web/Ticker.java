package dev.codefleet.web;

/** The monotonic clock: only differences of its readings mean anything. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since an arbitrary, fixed moment. */
    long nanos();

    /** The clock of this machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
