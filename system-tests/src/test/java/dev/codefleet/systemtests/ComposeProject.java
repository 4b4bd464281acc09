package dev.codefleet.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code docker compose} on the file as it is shipped.
 *
 * @param environment what the file takes from the environment
 */
record ComposeProject(String name, Map<String, String> environment) {
    private static final Path CHECKOUT =
            Path.of(System.getProperty("codefleet.checkout", "..")).toAbsolutePath().normalize();

    /** Whether there is Compose v2. */
    static boolean isInstalled() {
        try {
            var version = new ComposeProject("none", Map.of());
            version.run(Duration.ofSeconds(20), "version");
            return true;
        } catch (AssertionError | UncheckedIOException _) {
            return false;
        }
    }

    /**
     * Starts everything and waits until all of it is healthy.
     *
     * @return how long that took
     */
    Duration up(Duration within) {
        var start = System.nanoTime();
        try {
            run(within, "up", "--detach", "--wait");
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + state(), e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Runs a command of Compose.
     *
     * @return what it printed
     * @throws AssertionError if it fails or takes longer
     */
    String run(Duration within, String... arguments) {
        var command = new ArrayList<>(List.of("docker", "compose", "--progress=plain"));
        command.addAll(List.of(arguments));
        return run(within, CHECKOUT, command);
    }

    /**
     * Runs a script whose calls of Compose mean this project.
     *
     * @throws AssertionError if it fails or takes longer
     */
    void shell(Duration within, Path directory, String script) {
        run(within, directory, List.of("bash", "-euc", script));
    }

    private String run(Duration within, Path directory, List<String> command) {
        try {
            // A file, not a pipe: a full pipe would stop the command, and reading it the clock.
            var output = Files.createTempFile("compose-", ".log");
            try {
                return run(command, directory, output, within);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How all services are, and where what they wrote is kept: it is too much to show. */
    String state() {
        var within = Duration.ofMinutes(1);
        var file = Path.of("target", name + ".log").toAbsolutePath();
        try {
            Files.writeString(file, run(within, "logs", "--no-color", "--timestamps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "\nlogs: " + file + "\n" + run(within, "ps", "--all");
    }

    private String run(List<String> command, Path directory, Path output, Duration within)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("COMPOSE_PROJECT_NAME", name);
        builder.environment()
                .put("COMPOSE_FILE", CHECKOUT.resolve("docker-compose.yml").toString());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        var process = builder.start();
        try {
            var isOver = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
            if (!isOver) {
                process.destroyForcibly();
            }
            var text = Files.readString(output, StandardCharsets.UTF_8);
            if (!isOver || process.exitValue() != 0) {
                var how = isOver ? "exits with " + process.exitValue() : "takes over " + within;
                throw new AssertionError(String.join(" ", command) + " " + how + ":\n" + text);
            }
            return text;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
