package dev.codefleet.systemtests;

import dev.codefleet.localfleet.AotTraining;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.localfleet.LocalFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A fleet of real processes with a home and ports of its own. */
final class Fleet implements AutoCloseable {
    private static final Installation INSTALLATION = Installation.ofProcess();
    private static final Map<String, String> ENVIRONMENT = Map.copyOf(System.getenv());

    private final Path home;
    private final LocalFleet processes;
    private final Api api;

    private Fleet(Path home, LocalFleet processes) {
        this.home = home;
        this.processes = processes;
        this.api = new Api(processes.gatewayUrl(), processes.key());
    }

    /**
     * Starts one and returns when it is ready.
     *
     * @param spec its ports are moved to free ones
     */
    static Fleet start(FleetSpec spec) {
        return start(spec, Map.of());
    }

    /**
     * The same with variables over those of this process, such as the address of a database that is
     * not the fleet's own.
     */
    static Fleet start(FleetSpec spec, Map<String, String> variables) {
        prepare();
        var environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(variables);
        var home = Scratch.directory("fleet");
        var moved = spec.withPortOffset(FreePorts.offset());
        var processes =
                LocalFleet.start(
                        moved, new Home(home), INSTALLATION, environment, System.out::println);
        return new Fleet(home, processes);
    }

    /** Does what is done once after a build, so that it is no part of any test's time. */
    static void prepare() {
        new AotTraining(INSTALLATION, ENVIRONMENT).ensure(System.out::println);
    }

    Api api() {
        return api;
    }

    Home home() {
        return new Home(home);
    }

    LocalFleet processes() {
        return processes;
    }

    /** Attempts that it runs at once. */
    int slots() {
        return processes.spec().programmers() * processes.spec().slots();
    }

    /** Stops it; its logs stay in the build directory, for whoever looks into a failure. */
    @Override
    public void close() {
        processes.close();
        try {
            Scratch.copy(home.resolve("logs"), Path.of("target", "fleet-logs", name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Scratch.delete(home);
        }
    }

    private String name() {
        return "offset-" + processes.spec().portOffset();
    }
}
