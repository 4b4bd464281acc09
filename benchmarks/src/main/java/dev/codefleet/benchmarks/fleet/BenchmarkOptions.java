package dev.codefleet.benchmarks.fleet;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Options of a benchmark run.
 *
 * @param rounds measured rounds of each case; 0 for what each benchmark thinks right
 * @param portOffset of the fleets
 * @param checkout the source tree, built
 * @param recordings where flight recordings of the services go; null for none
 * @param notes gets a line about what goes on
 */
public record BenchmarkOptions(
        int rounds,
        int portOffset,
        Path checkout,
        @Nullable Path recordings,
        Consumer<String> notes) {

    public int roundsOr(int usual) {
        return rounds == 0 ? usual : rounds;
    }

    public void note(String line) {
        notes.accept(line);
    }
}
