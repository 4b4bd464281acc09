package dev.codefleet.cli.fleet;

import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.localfleet.FleetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what fleet to start. */
public final class FleetOptions {
    @Option(names = "--programmers", paramLabel = "N", description = "Programmers (3).")
    private @Nullable Integer programmers;

    @Option(names = "--managers", paramLabel = "N", description = "Managers (1).")
    private @Nullable Integer managers;

    @Option(names = "--registries", paramLabel = "N", description = "Registries, 1 or 3 (1).")
    private @Nullable Integer registries;

    @Option(names = "--gateways", paramLabel = "N", description = "Gateways (1).")
    private @Nullable Integer gateways;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Attempts that each programmer runs at once (2).")
    private @Nullable Integer slots;

    @Option(names = "--port-offset", paramLabel = "N", description = "Added to every port (0).")
    private @Nullable Integer portOffset;

    /**
     * The fleet that the options describe.
     *
     * @throws dev.codefleet.gatewayclient.CommandFailed if a number is out of range
     */
    public FleetSpec spec() {
        return new FleetSpec(
                orElse(gateways, 1),
                orElse(managers, 1),
                orElse(registries, 1),
                orElse(programmers, 3),
                orElse(slots, 2),
                orElse(portOffset, 0),
                true,
                Map.of());
    }

    /**
     * What to say where a fleet is up already, which these options do not change; empty if none was
     * given.
     */
    public Optional<String> ignored() {
        var given = new ArrayList<String>();
        add(given, "--programmers", programmers);
        add(given, "--managers", managers);
        add(given, "--registries", registries);
        add(given, "--gateways", gateways);
        add(given, "--slots", slots);
        add(given, "--port-offset", portOffset);
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Ignored, because a fleet is up already: "
                                + String.join(" ", given)
                                + ". To change it, '"
                                + Invocation.PLAIN.of("down")
                                + "' first.");
    }

    private static void add(List<String> given, String name, @Nullable Integer value) {
        if (value != null) {
            given.add(name + " " + value);
        }
    }

    private static int orElse(@Nullable Integer given, int usual) {
        return given == null ? usual : given;
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
