package dev.codefleet.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class ProgramRunner {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

    private ProgramRunner() {}

    /**
     * A builder for a command with a plain environment: what this process was given, secrets
     * included, is not PostgreSQL's business, and its messages are read in English.
     */
    static ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        var path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C"));
        return builder;
    }

    /** Whether a command exists and exits with 0. */
    static boolean succeeds(List<String> command) {
        var builder =
                builder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return exitsWithZero(builder, "", PROBE_LIMIT);
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Runs a command to its end, its output appended to the log.
     *
     * @return whether it exited with 0 within the limit
     * @throws IOException if it cannot be started
     */
    static boolean logged(List<String> command, String input, ServerLog log, Duration limit)
            throws IOException {
        var builder = builder(command).redirectErrorStream(true).redirectOutput(log.appending());
        return exitsWithZero(builder, input, limit);
    }

    private static boolean exitsWithZero(ProcessBuilder builder, String input, Duration limit)
            throws IOException {
        var process = builder.start();
        try {
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended without reading, and its exit code says how.
            }
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    && process.exitValue() == 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
