package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.support.ProcessTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the supervisor of a fleet as a background process, which outlives its starter. */
public final class DetachedSupervisor {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final long LOOK_MS = 50;

    private final Home home;
    private final Installation installation;
    private final Map<String, String> environment;

    /**
     * @param environment of this process, which the supervisor inherits
     */
    public DetachedSupervisor(
            Home home, Installation installation, Map<String, String> environment) {
        this.home = home;
        this.installation = installation;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts a supervisor and returns when its fleet is ready.
     *
     * @param program the main class of a command that supervises a fleet until it is told to end,
     *     and its arguments; on the class path of this process
     * @throws CommandFailed with what the supervisor said, if it ended instead
     */
    public void start(List<String> program) throws InterruptedException {
        var log = home.log("supervisor");
        Home.make(home.logs());
        try {
            Files.deleteIfExists(log);
            var path = environment.getOrDefault("PATH", "/usr/bin:/bin");
            var builder = new ProcessBuilder(OwnSession.of(command(program), path));
            builder.environment().putAll(Jvm.LOCALE);
            builder.environment().put("CODEFLEET_HOME", home.directory().toString());
            builder.directory(home.directory().toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(log.toFile());
            await(builder.start(), log);
        } catch (IOException e) {
            throw CommandFailed.noFleet("Cannot start the supervisor: " + e.getMessage());
        }
    }

    private List<String> command(List<String> program) {
        var command =
                new ArrayList<>(
                        List.of(
                                installation.java().toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx48m"));
        command.addAll(Jvm.QUIET);
        command.add("-Dcodefleet.java.home=" + installation.javaHome());
        command.add("-Dcodefleet.checkout=" + installation.checkout());
        command.add("-cp");
        command.add(absolute(System.getProperty("java.class.path")));
        command.addAll(program);
        return command;
    }

    /** The supervisor runs in another directory. */
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(":", -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    private void await(Process supervisor, Path log) throws InterruptedException {
        var file = new FleetFile(home);
        var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isReady(file, supervisor)) {
            if (!supervisor.isAlive()) {
                var lines = new ArrayList<>(List.of("The fleet did not start."));
                lines.addAll(FleetStartup.tail(log));
                throw CommandFailed.of(ExitCode.NO_FLEET, lines);
            }
            if (System.nanoTime() - deadline > 0) {
                ProcessTrees.stop(List.of(supervisor.toHandle()), Duration.ofSeconds(30));
                throw CommandFailed.noFleet(
                        "The fleet was not ready in " + START_TIMEOUT.toSeconds() + " s.",
                        "See " + home.logs() + ".");
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private static boolean isReady(FleetFile file, Process supervisor) {
        return file.read()
                .filter(FleetRecord::isReady)
                .filter(fleet -> fleet.supervisor().pid() == supervisor.pid())
                .isPresent();
    }
}
