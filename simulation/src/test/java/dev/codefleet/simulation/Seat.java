package dev.codefleet.simulation;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent's processes live, one after the other.
 *
 * @param <P> the process
 */
final class Seat<P> {
    private final Machine machine;
    private final Function<Life, P> start;
    private @Nullable Life life;
    private @Nullable P process;

    Seat(Machine machine, Function<Life, P> start) {
        this.machine = machine;
        this.start = start;
    }

    Machine machine() {
        return machine;
    }

    String name() {
        return machine.name();
    }

    /** Starts the process unless it lives. */
    void begin() {
        if (!isAlive()) {
            machine.world().tell(() -> name() + " starts");
            var next = new Life(machine);
            life = next;
            process = start.apply(next);
        }
    }

    boolean isAlive() {
        return life != null && life.isAlive();
    }

    /** The newest life; it may be over. */
    Life life() {
        if (life == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return life;
    }

    P process() {
        if (process == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return process;
    }
}
