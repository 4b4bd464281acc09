package dev.codefleet.cli.fleet;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that say what fleet to start. */
public final class FleetOptions {
    @Option(
            names = "--programmers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Programmers (${DEFAULT-VALUE}).")
    private int programmers;

    @Option(
            names = "--managers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Managers (${DEFAULT-VALUE}).")
    private int managers;

    @Option(
            names = "--registries",
            paramLabel = "N",
            defaultValue = "1",
            description = "Registries, 1 or 3 (${DEFAULT-VALUE}).")
    private int registries;

    @Option(
            names = "--gateways",
            paramLabel = "N",
            defaultValue = "1",
            description = "Gateways (${DEFAULT-VALUE}).")
    private int gateways;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "2",
            description = "Attempts that each programmer runs at once (${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every port (${DEFAULT-VALUE}).")
    private int portOffset;

    /**
     * The fleet that the options describe.
     *
     * @throws dev.codefleet.cli.terminal.CommandFailed if a number is out of range
     */
    public FleetSpec spec() {
        return new FleetSpec(
                gateways, managers, registries, programmers, slots, portOffset, true, Map.of());
    }

    /** The same options as words of a command line. */
    static List<String> words(FleetSpec spec) {
        return List.of(
                "--programmers=" + spec.programmers(),
                "--managers=" + spec.managers(),
                "--registries=" + spec.registries(),
                "--gateways=" + spec.gateways(),
                "--slots=" + spec.slots(),
                "--port-offset=" + spec.portOffset());
    }
}
