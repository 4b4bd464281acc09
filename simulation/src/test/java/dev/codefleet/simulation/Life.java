package dev.codefleet.simulation;

import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One life of a process. What happens in it happens only while it lives, and waits while it is
 * paused.
 */
public final class Life implements Ticker, InstantSource {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final World world;
    private final Machine machine;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private final List<Runnable> atPause = new ArrayList<>();
    private Runnable afterEach = () -> {};
    private boolean isAlive = true;
    private boolean isPaused;
    private long pausedAt;

    public Life(Machine machine) {
        this.world = machine.world();
        this.machine = machine;
    }

    public World world() {
        return world;
    }

    public Machine machine() {
        return machine;
    }

    public String name() {
        return machine.name();
    }

    public boolean isAlive() {
        return isAlive;
    }

    public boolean isPaused() {
        return isPaused;
    }

    /** Whether it is paused, and has been since a time of the world. */
    public boolean isPausedSince(long time) {
        return isAlive && isPaused && pausedAt == time;
    }

    @Override
    public long nanos() {
        return machine.nanos();
    }

    @Override
    public Instant instant() {
        return EPOCH.plusNanos(world.now()).plus(machine.skew());
    }

    /** What is done after everything that happens in this life. */
    public void afterEach(Runnable work) {
        afterEach = work;
    }

    /** What is done the moment it dies; by its machine, not by itself. */
    public void atEnd(Runnable work) {
        atEnd.add(work);
    }

    /** What is done the moment it is paused; by its machine, not by itself. */
    public void atPause(Runnable work) {
        atPause.add(work);
    }

    /** Has something happen now, or as soon as it is not paused any more. */
    public void happen(Runnable what) {
        if (!isAlive) {
            return;
        }
        if (isPaused) {
            held.add(what);
            return;
        }
        what.run();
        afterEach.run();
    }

    /** By its own clock. */
    public void after(Duration time, Runnable what) {
        afterNanos(time.toNanos(), what);
    }

    /** By its own clock. */
    public void afterNanos(long nanos, Runnable what) {
        world.after(machine.real(nanos), () -> happen(what));
    }

    /**
     * Again and again, for as long as it lives; from one end to the next begin by its own clock.
     */
    public void every(Duration period, Runnable what) {
        after(
                period,
                () -> {
                    what.run();
                    every(period, what);
                });
    }

    public void pause() {
        isPaused = true;
        pausedAt = world.now();
        atPause.forEach(Runnable::run);
    }

    public void resume() {
        isPaused = false;
        var waiting = new ArrayList<>(held);
        held.clear();
        waiting.forEach(each -> world.after(0, () -> happen(each)));
    }

    public void die() {
        if (isAlive) {
            isAlive = false;
            held.clear();
            atEnd.forEach(Runnable::run);
        }
    }
}
