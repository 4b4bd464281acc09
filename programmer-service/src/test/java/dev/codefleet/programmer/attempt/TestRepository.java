package dev.codefleet.programmer.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository of a test, made with the real git. */
final class TestRepository {
    private final Path directory;

    private TestRepository(Path directory) {
        this.directory = directory;
    }

    /**
     * A repository with {@code README}, {@code src/App.txt}, a test and a {@code .gitignore}, in
     * one commit.
     */
    static TestRepository make(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("src/test"));
        var repository = new TestRepository(directory);
        repository.git("init", "--quiet", "--initial-branch=main");
        Files.writeString(directory.resolve("README"), "one\ntwo\nthree\n");
        Files.writeString(directory.resolve("src/App.txt"), "app\n");
        Files.writeString(directory.resolve("src/test/AppTest.txt"), "test\n");
        Files.writeString(directory.resolve(".gitignore"), "build/\n");
        repository.git("add", "--all");
        repository.git("commit", "--quiet", "--message=first");
        return repository;
    }

    Path directory() {
        return directory;
    }

    String head() throws IOException {
        return git("rev-parse", "HEAD").strip();
    }

    /** Runs git in the repository and returns what it prints. */
    String git(String... arguments) throws IOException {
        var line =
                new ArrayList<>(
                        List.of("git", "-c", "user.name=Test", "-c", "user.email=test@localhost"));
        line.addAll(List.of(arguments));
        var process =
                new ProcessBuilder(line)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("git " + String.join(" ", arguments) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }
}
