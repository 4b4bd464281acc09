package dev.codefleet.chaos.load;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Generates random jobs: 4 to 14 subtasks, each with up to three dependencies among the earlier
 * ones. Most work for less than 2 s; some for so long that they live through several faults. Not
 * thread-safe.
 */
final class JobGenerator {
    private static final int FEWEST = 4;
    private static final int MOST = 14;
    private static final int MOST_NEEDS = 3;

    private final RandomGenerator random;
    private int made;

    JobGenerator(RandomGenerator random) {
        this.random = random;
    }

    GeneratedJob next() {
        var number = ++made;
        var count = random.nextInt(FEWEST, MOST + 1);
        var steps = new ArrayList<GeneratedJob.Step>();
        for (var i = 0; i < count; i++) {
            steps.add(new GeneratedJob.Step("s" + i, needs(i), tenths()));
        }
        return new GeneratedJob("chaos-" + number, number % 3 == 0, steps);
    }

    private List<String> needs(int index) {
        var count = Math.min(index, random.nextInt(MOST_NEEDS + 1));
        return random.ints(count, 0, Math.max(1, index))
                .distinct()
                .sorted()
                .mapToObj(need -> "s" + need)
                .toList();
    }

    private int tenths() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(100, 300);
            case 1, 2 -> random.nextInt(30, 100);
            default -> random.nextInt(1, 20);
        };
    }
}
