package dev.codefleet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
        var loader = MutantLoader.of(mutant);
        if (firstBreach(loader, mutant.hinted()).isPresent()) {
            return;
        }
        var found = firstBreach(loader, LongStream.rangeClosed(1, MOST_SEEDS).parallel());
        System.out.printf(
                "### The hints %s are out of date, give it new ones: %s ###%n",
                mutant.hints(), mutant);
        assertThat(found).isPresent();
    }

    /** Nor with the hints: what is noticed with them is the broken rule. */
    @Test
    void whatIsNotBrokenIsNot() throws Exception {
        var seeds =
                LongStream.concat(
                        LongStream.rangeClosed(1, CONTROL_SEEDS),
                        Stream.of(Mutant.all()).flatMapToLong(Mutant::hinted));
        assertThat(firstBreach(MutantLoader.ofNone(), seeds.distinct().parallel())).isEmpty();
    }

    private static Optional<String> firstBreach(MutantLoader loader, LongStream seeds)
            throws Exception {
        var simulation = loader.loadClass(Simulation.class.getName());
        var run =
                MethodHandles.publicLookup()
                        .findStatic(
                                simulation,
                                "breach",
                                MethodType.methodType(Optional.class, long.class));
        var breach = seeds.mapToObj(seed -> breach(run, seed)).flatMap(Optional::stream).findAny();
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
