package dev.codefleet.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Time, order and chance of one simulation. Times are nanoseconds since its begin. */
public final class World {
    private static final int LONGEST_STORY = 400;

    private record Event(long at, long number, Runnable run) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<String> story = new ArrayDeque<>();
    private final boolean isToldWhole;
    private long now;
    private long numbers;
    private long digest = 17;

    /**
     * @param isToldWhole whether the whole story is kept, and not only its end
     */
    public World(long seed, boolean isToldWhole) {
        this.random = new SplittableRandom(seed);
        this.isToldWhole = isToldWhole;
    }

    public long now() {
        return now;
    }

    public SplittableRandom random() {
        return random;
    }

    /** Whether something happens that does with a probability. */
    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    public long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    public long millis(long least, long most) {
        return between(TimeUnit.MILLISECONDS.toNanos(least), TimeUnit.MILLISECONDS.toNanos(most));
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public void after(long nanos, Runnable run) {
        events.add(new Event(now + Math.max(0, nanos), numbers++, run));
    }

    /** Lets things happen until it is done, or nothing happens any more, or the limit is passed. */
    public void run(BooleanSupplier isDone, long limit) {
        while (!isDone.getAsBoolean()) {
            var next = events.peek();
            if (next == null || next.at() > limit) {
                now = Math.max(now, limit);
                return;
            }
            events.remove();
            now = next.at();
            digest = digest * 31 + now;
            next.run().run();
        }
    }

    /** Adds to the story, by which a failing seed is understood. */
    public void tell(Supplier<String> what) {
        digest = digest * 31 + 7;
        if (isToldWhole || story.size() < LONGEST_STORY) {
            story.addLast("%10.4f %s".formatted(now / 1e9, what.get()));
        } else {
            story.removeFirst();
            story.addLast("%10.4f %s".formatted(now / 1e9, what.get()));
        }
    }

    public List<String> story() {
        return new ArrayList<>(story);
    }

    /** The same for the same story, and hardly for another. */
    public long digest() {
        return digest;
    }
}
