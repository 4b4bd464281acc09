package dev.codefleet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation notices when a rule is broken. */
class MutantsTest {
    private static final long MOST_SEEDS = 6_000;
    private static final long CONTROL_SEEDS = 20;

    @ParameterizedTest
    @MethodSource("dev.codefleet.simulation.Mutant#all")
    void aBrokenRuleIsNoticed(Mutant mutant) throws Exception {
        assertThat(firstBreach(MutantLoader.of(mutant), MOST_SEEDS)).isPresent();
    }

    @Test
    void whatIsNotBrokenIsNot() throws Exception {
        assertThat(firstBreach(MutantLoader.ofNone(), CONTROL_SEEDS)).isEmpty();
    }

    private static Optional<String> firstBreach(MutantLoader loader, long seeds) throws Exception {
        var simulation = loader.loadClass(Simulation.class.getName());
        var run =
                MethodHandles.publicLookup()
                        .findStatic(
                                simulation,
                                "breach",
                                MethodType.methodType(Optional.class, long.class));
        var breach =
                LongStream.rangeClosed(1, seeds)
                        .parallel()
                        .mapToObj(seed -> breach(run, seed))
                        .flatMap(Optional::stream)
                        .findAny();
        System.out.println("noticed: " + breach.map(text -> text.lines().findFirst().orElse("")));
        return breach;
    }

    @SuppressWarnings("unchecked")
    private static Optional<String> breach(MethodHandle run, long seed) {
        try {
            return ((Optional<String>) run.invokeExact(seed))
                    .map(text -> "seed " + seed + ": " + text);
        } catch (Throwable broken) {
            throw new AssertionError(broken);
        }
    }
}
