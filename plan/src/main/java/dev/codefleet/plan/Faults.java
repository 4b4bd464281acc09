package dev.codefleet.plan;

import dev.codefleet.contract.problem.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The faults of one text: all are counted, the first {@value #MOST} by line are kept. */
final class Faults {
    static final int MOST = 100;

    private static final Comparator<Fault> BY_LINE =
            Comparator.comparingInt(Fault::line).thenComparingLong(Fault::number);

    private final PriorityQueue<Fault> kept = new PriorityQueue<>(BY_LINE.reversed());
    private long count;

    private record Fault(
            int line, long number, FieldPath place, String message, @Nullable String expected) {}

    void add(int line, FieldPath place, String message, @Nullable String expected) {
        kept.add(new Fault(line, count++, place, message, expected));
        if (kept.size() > MOST) {
            kept.poll();
        }
    }

    boolean any() {
        return count > 0;
    }

    /** Whether as many are kept as will be shown: a moment to save costly suggestions. */
    boolean isFull() {
        return count >= MOST;
    }

    /** By line; if there are too many, the last one has an empty field and says how many more. */
    List<FieldError> errors() {
        var sorted = new ArrayList<>(kept);
        sorted.sort(BY_LINE);
        var shown = count > MOST ? MOST - 1 : sorted.size();
        var errors = new ArrayList<FieldError>(shown + 1);
        for (var fault : sorted.subList(0, shown)) {
            errors.add(
                    new FieldError(
                            fault.line(),
                            fault.place().toString(),
                            fault.message(),
                            fault.expected()));
        }
        if (count > shown) {
            errors.add(new FieldError(null, "", "and " + (count - shown) + " more", null));
        }
        return List.copyOf(errors);
    }
}
