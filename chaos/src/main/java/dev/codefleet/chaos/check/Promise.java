package dev.codefleet.chaos.check;

import java.util.function.Function;
import java.util.stream.Stream;

/** A rule made of its name and its function. */
record Promise(String promise, Function<Evidence, Stream<String>> function) implements Rule {
    @Override
    public Stream<String> breaches(Evidence evidence) {
        return function.apply(evidence);
    }
}
