package dev.codefleet.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The command as a process of its own.
 *
 * @param home its {@code CODEFLEET_HOME}
 * @param key for gateways of another home; null for none
 */
record Cli(Path home, @Nullable String key) {
    private static final int LONGEST_S = 100;

    Cli(Path home) {
        this(home, null);
    }

    /** One with a home of its own, that is given the key of a fleet. */
    static Cli of(Fleet fleet) {
        return new Cli(Scratch.directory("home"), fleet.processes().key());
    }

    /** What a run of the command left behind. */
    record Outcome(int exitCode, String out, String err) {
        /** The object on the last line. */
        JsonNode json() {
            try {
                return Json.mapper().readTree(out.lines().toList().getLast());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Outcome run(String... arguments) {
        var out = Scratch.directory("cli").resolve("out");
        var err = out.resolveSibling("err");
        var builder = new ProcessBuilder(command(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("CODEFLEET_"));
        builder.environment().put("CODEFLEET_HOME", home.toString());
        if (key != null) {
            builder.environment().put("CODEFLEET_KEY", key);
        }
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        try {
            var process = builder.start();
            if (!process.waitFor(LONGEST_S, TimeUnit.SECONDS)) {
                // In order, so that it takes its fleet with it.
                process.destroy();
                process.waitFor(LONGEST_S, TimeUnit.SECONDS);
                throw new AssertionError("still running: " + Files.readString(err));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static List<String> command(String... arguments) {
        var javaHome = Path.of(System.getProperty("codefleet.java.home"));
        var checkout = Path.of(System.getProperty("codefleet.checkout"));
        var command =
                new ArrayList<>(
                        List.of(
                                javaHome.resolve("bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dcodefleet.java.home=" + javaHome,
                                "-Dcodefleet.checkout=" + checkout,
                                "-cp",
                                checkout.resolve("cli/target/cli.jar").toString(),
                                "dev.codefleet.cli.Codefleet"));
        command.addAll(List.of(arguments));
        return command;
    }
}
