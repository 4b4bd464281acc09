package dev.codefleet.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong in a simulation, and when. All of it is over in the end. */
final class Faults {
    private static final long LONGEST_MS = 40_000;

    private final World world;
    private final Fleet fleet;
    private final Network network;

    Faults(Fleet fleet) {
        this.world = fleet.world;
        this.fleet = fleet;
        this.network = fleet.network;
    }

    /** Lets so many things go wrong from now on, the last of them healed by then. */
    void plan(int count, long end) {
        for (int i = 0; i < count; i++) {
            long begin = world.millis(1_000, 50_000);
            long length = Math.min(length(), end - begin);
            world.after(begin, () -> one(length));
        }
    }

    private long length() {
        return world.happens(0.5) ? world.millis(200, 6_000) : world.millis(6_000, LONGEST_MS);
    }

    private void one(long length) {
        switch (world.random().nextInt(17)) {
            case 0, 1 -> kill(world.oneOf(fleet.managers), length);
            case 2 -> kill(world.oneOf(fleet.programmers), length);
            case 3 -> kill(world.oneOf(fleet.registries), length);
            case 4 -> fleet.registries.forEach(each -> kill(each, length));
            case 5 -> terminate(length);
            case 6, 7 -> pause(world.oneOf(fleet.seats()), length);
            case 8 -> crash(world.oneOf(fleet.seats()), length);
            case 9 -> cut(length);
            case 10, 11 -> isolate(world.oneOf(fleet.programmers), length);
            case 12 -> slowDown(length);
            case 13 -> reset();
            case 14, 15 -> partition(length);
            default -> database(length);
        }
    }

    private void kill(Seat<?> seat, long length) {
        if (seat.isAlive()) {
            world.tell(() -> "FAULT kill " + seat.name());
            seat.life().die();
            world.after(length, seat::begin);
        }
    }

    private void terminate(long length) {
        if (world.happens(0.5)) {
            var seat = world.oneOf(fleet.managers);
            if (seat.isAlive()) {
                world.tell(() -> "FAULT terminate " + seat.name());
                seat.life().happen(seat.process()::stop);
                world.after(length + 1_000_000_000L, () -> restart(seat));
            }
        } else {
            var seat = world.oneOf(fleet.programmers);
            if (seat.isAlive()) {
                world.tell(() -> "FAULT drain " + seat.name());
                var grace = Duration.ofNanos(world.millis(0, 10_000));
                seat.life().happen(() -> seat.process().drain(grace));
                world.after(length + grace.toNanos() + 2_000_000_000L, () -> restart(seat));
            }
        }
    }

    /** Also one that has not gone by itself in time. */
    private static void restart(Seat<?> seat) {
        seat.life().die();
        seat.begin();
    }

    private void pause(Seat<?> seat, long length) {
        if (seat.isAlive() && !seat.life().isPaused()) {
            world.tell(() -> "FAULT pause " + seat.name() + " for " + length / 1_000_000 + " ms");
            var life = seat.life();
            life.pause();
            world.after(
                    length,
                    () -> {
                        world.tell(() -> seat.name() + " goes on");
                        life.resume();
                    });
        }
    }

    /** The whole machine is off. */
    private void crash(Seat<?> seat, long length) {
        if (seat.isAlive()) {
            world.tell(() -> "FAULT crash " + seat.name());
            network.turnOff(seat.name());
            seat.life().die();
            world.after(
                    length,
                    () -> {
                        network.turnOn(seat.name());
                        seat.begin();
                    });
        }
    }

    private void cut(long length) {
        var one = world.oneOf(fleet.names());
        var other = world.oneOf(fleet.names());
        cut(one, other, length);
        if (world.happens(0.5)) {
            cut(other, one, length);
        }
    }

    /** From some of the others, or all. */
    private void isolate(Seat<?> seat, long length) {
        double share = world.happens(0.5) ? 1 : world.random().nextDouble();
        boolean isBothWays = world.happens(0.7);
        boolean isOut = world.happens(0.5);
        var cutOff = new ArrayList<String>();
        for (var other : others(seat)) {
            if (world.happens(share)) {
                cutOff.add(other);
                if (isBothWays || isOut) {
                    cut(seat.name(), other, length);
                }
                if (isBothWays || !isOut) {
                    cut(other, seat.name(), length);
                }
            }
        }
        world.tell(() -> "FAULT isolate " + seat.name() + " from " + cutOff);
    }

    /** All agents are in one half or in the other. */
    private void partition(long length) {
        var one = new ArrayList<String>();
        var other = new ArrayList<String>();
        fleet.names().forEach(name -> (world.happens(0.5) ? one : other).add(name));
        world.tell(() -> "FAULT partition " + one + " from " + other);
        for (var here : one) {
            for (var there : other) {
                cut(here, there, length);
                cut(there, here, length);
            }
        }
    }

    private List<String> others(Seat<?> seat) {
        return fleet.names().stream().filter(name -> !name.equals(seat.name())).toList();
    }

    private void cut(String from, String to, long length) {
        if (!from.equals(to)) {
            world.tell(() -> "FAULT cut " + from + " -> " + to + " for " + length / 1_000_000);
            network.cut(from, to);
            world.after(length, () -> network.heal(from, to));
        }
    }

    private void slowDown(long length) {
        var from = world.oneOf(fleet.names());
        var to = world.oneOf(fleet.names());
        long by = world.millis(50, 2_500);
        world.tell(() -> "FAULT slow " + from + " -> " + to + " by " + by / 1_000_000);
        network.slowDown(from, to, by);
        world.after(length, () -> network.speedUp(from, to));
    }

    private void reset() {
        var seat = world.oneOf(fleet.seats());
        if (seat.isAlive()) {
            world.tell(() -> "FAULT reset connections of " + seat.name());
            network.reset(seat.life());
        }
    }

    private void database(long length) {
        int kind = world.random().nextInt(3);
        world.tell(() -> "FAULT database " + kind + " for " + length / 1_000_000);
        switch (kind) {
            case 0 -> {
                fleet.way.goDown();
                world.after(length, fleet.way::comeUp);
            }
            case 1 -> {
                fleet.way.slow(true);
                world.after(length, () -> fleet.way.slow(false));
            }
            default -> {
                fleet.way.loseAnswers(0.2);
                world.after(length, () -> fleet.way.loseAnswers(0));
            }
        }
    }
}
