package dev.codefleet.plan;

import java.util.StringJoiner;
import java.util.function.IntFunction;

/**
 * Writes {@code a -> b -> c}, where each depends on the next; the middle of a long chain is left
 * out.
 */
final class Chain {
    private static final int FIRST = 10;
    private static final int LAST = 3;

    private Chain() {}

    static String of(int length, IntFunction<String> names) {
        var chain = new StringJoiner(" -> ");
        for (var i = 0; i < length; i++) {
            if (i == FIRST && length > FIRST + LAST + 1) {
                i = length - LAST;
                chain.add("… (" + (i - FIRST) + " more)");
            }
            chain.add(names.apply(i));
        }
        return chain.toString();
    }
}
