package dev.codefleet.chaos;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Measured durations and their quantiles. */
final class Distribution {
    private static final double MS = 1e6;
    private final long[] sorted;

    Distribution(Collection<Long> nanos) {
        sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Count, median, p90, p99 and longest, in words. */
    String text() {
        if (sorted.length == 0) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "%d: p50 %s, p90 %s, p99 %s, longest %s",
                sorted.length,
                seconds(50),
                seconds(90),
                seconds(99),
                seconds(100));
    }

    /** The least value that so many percent do not exceed. */
    long percentile(int percent) {
        var rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    private String seconds(int percent) {
        return String.format(Locale.ROOT, "%.2f s", percentile(percent) / MS / 1_000);
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
