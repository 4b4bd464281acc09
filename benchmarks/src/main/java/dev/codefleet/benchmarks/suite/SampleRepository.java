package dev.codefleet.benchmarks.suite;

import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A clone of this very repository for jobs to work on: what they do touches nothing else. It goes
 * when it is closed.
 *
 * @param path absolute
 */
record SampleRepository(Path path) implements AutoCloseable {

    static SampleRepository cloneOf(Path checkout) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("codefleet-benchmark-repository-");
        git(
                "-c",
                "advice.detachedHead=false",
                "clone",
                "--quiet",
                "--no-hardlinks",
                checkout.toString(),
                directory.toString());
        return new SampleRepository(directory);
    }

    @Override
    public void close() throws IOException {
        Directories.delete(path);
    }

    /** Runs git as the user would. */
    static void git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + exitCode);
        }
    }
}
