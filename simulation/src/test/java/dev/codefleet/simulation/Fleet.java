package dev.codefleet.simulation;

import dev.codefleet.manager.dispatch.SimulatedManager;
import dev.codefleet.manager.job.SimulatedDatabase;
import dev.codefleet.programmer.attempt.SimulatedDisk;
import dev.codefleet.programmer.attempt.SimulatedProgrammer;
import dev.codefleet.registry.agent.SimulatedRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All agents of a simulation, with what they share. */
final class Fleet {
    final World world;
    final Network network;
    final Ledger ledger;
    final DatabaseWay way;
    final SimulatedDatabase database;
    final List<Seat<SimulatedRegistry>> registries = new ArrayList<>();
    final List<Seat<SimulatedManager>> managers = new ArrayList<>();
    final List<Seat<SimulatedProgrammer>> programmers = new ArrayList<>();

    Fleet(World world) {
        this.world = world;
        this.network = new Network(world);
        this.ledger = new Ledger(world);
        this.way = new DatabaseWay(world);
        this.database = new SimulatedDatabase(Machine.of(world, "database")::nanos, way, ledger);
    }

    /** Starts one process of each that is asked for. */
    void start(int registryCount, int managerCount, int programmerCount) {
        var urls = IntStream.range(0, registryCount).mapToObj(i -> "http://registry-" + i).toList();
        for (int i = 0; i < registryCount; i++) {
            registries.add(
                    new Seat<>(
                            Machine.of(world, "registry-" + i),
                            life -> new SimulatedRegistry(life, network, ledger)));
        }
        for (int i = 0; i < programmerCount; i++) {
            var disk = new SimulatedDisk();
            var machine = Machine.of(world, "programmer-" + i);
            int slots = (int) world.between(1, 3);
            ledger.programmer(machine.name(), slots);
            programmers.add(
                    new Seat<>(
                            machine,
                            life ->
                                    new SimulatedProgrammer(
                                            life, network, urls, slots, disk, ledger)));
        }
        for (int i = 0; i < managerCount; i++) {
            managers.add(
                    new Seat<>(
                            Machine.of(world, "manager-" + i),
                            life ->
                                    new SimulatedManager(
                                            life, network, urls, database, way::trip, ledger)));
        }
        seats().forEach(seat -> world.after(world.millis(0, 500), seat::begin));
    }

    List<Seat<?>> seats() {
        return Stream.of(registries, programmers, managers).<Seat<?>>flatMap(List::stream).toList();
    }

    List<String> names() {
        return seats().stream().map(Seat::name).toList();
    }
}
