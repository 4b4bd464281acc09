package dev.codefleet.simulation;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.job.StoredJob;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One seed's story, from the start of a fleet to the end of its last job. */
public final class Simulation {
    private static final long END_OF_FAULTS = TimeUnit.SECONDS.toNanos(95);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(900);
    private static final long LONGEST_UNWANTED = TimeUnit.SECONDS.toNanos(200);
    private static final long QUIET = TimeUnit.SECONDS.toNanos(3);

    private final World world;
    private final Fleet fleet;
    private final Clients clients;

    /**
     * How a seed ended.
     *
     * @param breach what should never have happened; empty if nothing did
     * @param story what happened, the end of it at least
     * @param digest the same for the same story
     */
    public record Result(long seed, Optional<String> breach, List<String> story, long digest) {}

    private Simulation(long seed, boolean isToldWhole) {
        world = new World(seed, isToldWhole);
        fleet = new Fleet(world);
        clients = new Clients(fleet);
    }

    /**
     * Plays the story of one seed.
     *
     * @param isToldWhole whether the whole story is wanted, and not only its end
     */
    public static Result run(long seed, boolean isToldWhole) {
        var simulation = new Simulation(seed, isToldWhole);
        try (var errors = ErrorLog.to(simulation.fleet.ledger)) {
            simulation.run();
        } catch (RuntimeException bug) {
            simulation.fleet.ledger.require(false, () -> "it broke: " + ErrorLog.describe(bug));
        }
        return new Result(
                seed,
                simulation.fleet.ledger.breach(),
                simulation.world.story(),
                simulation.world.digest());
    }

    /** What should never have happened with a seed; empty if nothing did. */
    public static Optional<String> breach(long seed) {
        return run(seed, false).breach();
    }

    private void run() {
        fleet.start(
                world.happens(0.75) ? 3 : 1,
                world.happens(0.15) ? 1 : (int) world.between(2, 3),
                (int) world.between(1, 4));
        fleet.ledger.flakiness(world.happens(0.3) ? 0 : world.random().nextDouble() * 0.4);
        fleet.ledger.longShare(world.happens(0.3) ? 0.6 : 0.1);
        clients.plan((int) world.between(1, 5));
        new Faults(fleet).plan((int) world.between(1, 9), END_OF_FAULTS);
        world.run(() -> isBroken() || isOver(), LONGEST);
        if (isBroken()) {
            return;
        }
        fleet.ledger.require(
                isOver(),
                () ->
                        "jobs that do not end: "
                                + fleet.database.unfinished().stream().map(this::describe).toList()
                                + ", unanswered: "
                                + !clients.areAllAnswered());
        requireNothingLeft();
        fleet.seats().forEach(seat -> seat.life().die());
    }

    private String describe(JobId id) {
        return id
                + " of "
                + fleet.database.owner(id)
                + ": "
                + fleet.database.look(id).map(StoredJob::toString).orElse("?");
    }

    private void requireNothingLeft() {
        world.run(
                () -> isBroken() || fleet.ledger.executing() == 0, world.now() + LONGEST_UNWANTED);
        world.run(this::isBroken, world.now() + QUIET);
        fleet.managers.forEach(seat -> seat.process().requireNothingLeft());
        fleet.programmers.forEach(seat ->
                fleet.ledger.require(
                        seat.process().busySlots() == 0,
                        () -> seat.name() + " has no work, but its slots are not free"));
    }

    private boolean isBroken() {
        return fleet.ledger.breach().isPresent();
    }

    private boolean isOver() {
        return world.now() > END_OF_FAULTS
                && clients.areAllAnswered()
                && fleet.database.unfinished().isEmpty();
    }
}
