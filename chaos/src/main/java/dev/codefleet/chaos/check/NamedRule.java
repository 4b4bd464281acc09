package dev.codefleet.chaos.check;

import java.util.function.Function;
import java.util.stream.Stream;

/** A rule made of its name and its function. */
record NamedRule(String promise, Function<IndexedHistory, Stream<String>> function)
        implements Rule {
    @Override
    public Stream<String> breaches(IndexedHistory evidence) {
        return function.apply(evidence);
    }
}
