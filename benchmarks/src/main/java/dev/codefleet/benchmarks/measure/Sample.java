package dev.codefleet.benchmarks.measure;

import java.util.Arrays;
import java.util.Collection;

/** Measured values of one quantity, all in the same unit. At least one. */
public final class Sample {
    private final double[] sorted;

    private Sample(double[] sorted) {
        this.sorted = sorted;
    }

    /**
     * A sample of some values.
     *
     * @throws IllegalArgumentException if there are no values
     */
    public static Sample of(Collection<? extends Number> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a sample needs a value");
        }
        var sorted = values.stream().mapToDouble(Number::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Sample(sorted);
    }

    public int size() {
        return sorted.length;
    }

    public double median() {
        return percentile(50);
    }

    public double least() {
        return sorted[0];
    }

    public double most() {
        return sorted[sorted.length - 1];
    }

    /**
     * The smallest value that is not exceeded by {@code percent} of the values (nearest rank, no
     * interpolation).
     *
     * @param percent above 0, up to 100
     */
    public double percentile(double percent) {
        var rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(1, rank) - 1];
    }
}
