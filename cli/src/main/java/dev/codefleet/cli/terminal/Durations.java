package dev.codefleet.cli.terminal;

import java.util.Locale;

/** Durations for people. */
public final class Durations {
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 3_600_000;

    private Durations() {}

    /**
     * Such as {@code 35 ms}, {@code 4.2 s}, {@code 3 min 05 s} or {@code 1 h 02 min}; under a
     * second in milliseconds.
     */
    public static String text(long ms) {
        return ms < 1_000 ? ms + " ms" : coarse(ms);
    }

    /**
     * The same with tenths of a second for what is under a second, so that a running clock reads
     * evenly.
     */
    public static String coarse(long ms) {
        if (ms < MINUTE_MS) {
            return String.format(Locale.ROOT, "%.1f s", Math.floor(ms / 100.0) / 10);
        }
        if (ms < HOUR_MS) {
            return String.format(
                    Locale.ROOT, "%d min %02d s", ms / MINUTE_MS, ms % MINUTE_MS / 1_000);
        }
        return String.format(Locale.ROOT, "%d h %02d min", ms / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    }
}
