package dev.codefleet.cli.fleet;

import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the supervisor as a background process of its own. */
public final class Detached {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final long LOOK_MS = 50;

    private final Workplace workplace;

    Detached(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Starts a supervisor for those who do nothing else and returns when its fleet is ready.
     *
     * @throws CommandFailed with what the supervisor said, if it ended instead
     */
    public static void start(Workplace workplace, FleetSpec spec) {
        try {
            new Detached(workplace).start(spec);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.noFleet("The start was interrupted.");
        }
    }

    /**
     * Starts a supervisor and returns when its fleet is ready.
     *
     * @throws CommandFailed with what the supervisor said, if it ended instead
     */
    void start(FleetSpec spec) throws InterruptedException {
        var log = workplace.home().log("supervisor");
        Home.make(workplace.home().logs());
        try {
            Files.deleteIfExists(log);
            var path = workplace.environment().getOrDefault("PATH", "/usr/bin:/bin");
            var builder = new ProcessBuilder(OwnSession.of(command(spec), path));
            builder.environment().putAll(Jvm.LOCALE);
            builder.environment().put("CODEFLEET_HOME", workplace.home().directory().toString());
            builder.directory(workplace.home().directory().toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(log.toFile());
            await(builder.start(), log);
        } catch (IOException e) {
            throw CommandFailed.noFleet("Cannot start the supervisor: " + e.getMessage());
        }
    }

    private List<String> command(FleetSpec spec) {
        var installation = workplace.installation();
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
        command.add("dev.codefleet.cli.Codefleet");
        command.add("up");
        command.addAll(FleetOptions.words(spec));
        return command;
    }

    /** The supervisor runs in another directory. */
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(":", -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    private void await(Process supervisor, Path log) throws InterruptedException {
        var file = new FleetFile(workplace.home());
        var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isReady(file, supervisor)) {
            if (!supervisor.isAlive()) {
                var lines = new ArrayList<>(List.of("The fleet did not start."));
                lines.addAll(Startup.tail(log));
                throw CommandFailed.of(ExitCode.NO_FLEET, lines);
            }
            if (System.nanoTime() - deadline > 0) {
                Stopping.stop(List.of(supervisor.toHandle()), Duration.ofSeconds(30));
                throw CommandFailed.noFleet(
                        "The fleet was not ready in " + START_TIMEOUT.toSeconds() + " s.",
                        "See " + workplace.home().logs() + ".");
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
