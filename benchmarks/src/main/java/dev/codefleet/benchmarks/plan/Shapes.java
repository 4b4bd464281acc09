package dev.codefleet.benchmarks.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The graphs that are measured. Each call gives the same graph. */
public final class Shapes {
    private static final long SEED = 20_251;

    private Shapes() {}

    /** Steps that depend on nothing. */
    public static Shape independent(int count, Duration length) {
        var steps =
                IntStream.range(0, count)
                        .mapToObj(number -> Step.of("part-" + number, length, List.of()))
                        .toList();
        return new Shape(count + " × " + text(length), steps);
    }

    /** One step, as many as asked for that depend on it, and one that depends on them all. */
    public static Shape fan(int count, Duration length) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("fork", length, List.of()));
        var parts = IntStream.range(0, count).mapToObj(number -> "part-" + number).toList();
        parts.forEach(key -> steps.add(Step.of(key, length, List.of("fork"))));
        steps.add(Step.of("join", length, parts));
        return new Shape("fan of " + count, steps);
    }

    /**
     * As {@code make} builds a program: a configuration, layers of objects of which each needs its
     * neighbours of the layer before, and a link at the end. Each layer is as wide as the pool.
     */
    public static Shape layers(int layers, int width, Duration length) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("configure", length, List.of()));
        var before = List.of("configure");
        for (var layer = 1; layer <= layers; layer++) {
            var keys = new ArrayList<String>();
            for (var place = 0; place < width; place++) {
                var key = "layer-" + layer + "-" + place;
                var next = before.get((place + 1) % before.size());
                var after = List.of(before.get(place % before.size()), next);
                steps.add(Step.of(key, length, after.stream().distinct().toList()));
                keys.add(key);
            }
            before = keys;
        }
        steps.add(Step.of("link", length, before));
        return new Shape("diamond of " + layers + " layers × " + width, steps);
    }

    /**
     * Many short steps of unlike lengths, and a chain of long ones that goes first: the time is the
     * chain's, if and only if the chain never waits.
     */
    public static Shape longTail(int count, Duration shortest, Duration longest, int chain) {
        var random = new Random(SEED);
        var steps = new ArrayList<Step>();
        var after = List.<String>of();
        for (var number = 0; number < chain; number++) {
            var key = "tail-" + number;
            steps.add(new Step(key, longest, after, 1));
            after = List.of(key);
        }
        for (var number = 0; number < count; number++) {
            // Lengths as they are in practice: most are near the shortest, few near the longest.
            var share = Math.pow(random.nextDouble(), 4);
            var millis = shortest.toMillis() + share * longest.minus(shortest).toMillis();
            var length = Duration.ofMillis(Math.round(millis));
            steps.add(Step.of("part-" + number, length, List.of()));
        }
        return new Shape("long tail of " + (count + chain), steps);
    }

    private static String text(Duration length) {
        return length.toMillis() / 1000.0 + " s";
    }
}
