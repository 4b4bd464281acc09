package dev.codefleet.systemtests;

import dev.codefleet.contract.job.JobView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A git repository of a test, with the user's own settings out of reach. */
record Repository(Path directory) {

    /** A new one whose first commit holds the files. */
    static Repository create(Path directory, Map<String, String> files) {
        var repository = new Repository(directory);
        repository.git("init", "--quiet", "--initial-branch=main", ".");
        files.forEach(repository::write);
        repository.commit("Begin");
        return repository;
    }

    /** A new one with a README, for jobs that bring all else. */
    static Repository create() {
        return create(Scratch.directory("repository"), Map.of("README.md", "# Sample\n"));
    }

    void write(String path, String content) {
        try {
            var file = directory.resolve(path);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void commit(String message) {
        git("add", "--all");
        git("commit", "--quiet", "-m", message);
    }

    String head() {
        return git("rev-parse", "HEAD").strip();
    }

    /** Content of a file in a commit. */
    String show(String commit, String path) {
        return git("show", commit + ":" + path);
    }

    /** Whether a commit has the file. */
    boolean has(String commit, String path) {
        return !git("ls-tree", "--name-only", commit, path).isBlank();
    }

    /** Subjects and trailers of the commits that a job made. */
    List<String> history(String base, String commit, String format) {
        return git("log", "--no-merges", "--format=" + format, base + ".." + commit)
                .lines()
                .toList();
    }

    /** A clone of this repository that also has the job's result. */
    Repository withResult(Api api, JobView job) {
        var clone = new Repository(Scratch.directory("result"));
        clone.git("clone", "--quiet", directory.toString(), ".");
        var bundle = clone.directory.resolve(".git/result.bundle");
        api.resultBundle(job.id(), bundle);
        var branch = "refs/heads/" + Objects.requireNonNull(job.files().branch());
        clone.git("fetch", "--quiet", bundle.toString(), branch + ":" + branch);
        return clone;
    }

    String git(String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "GIT_CONFIG_GLOBAL", "/dev/null",
                                "GIT_CONFIG_NOSYSTEM", "1",
                                "GIT_AUTHOR_NAME", "Tester",
                                "GIT_AUTHOR_EMAIL", "tester@example.org",
                                "GIT_COMMITTER_NAME", "Tester",
                                "GIT_COMMITTER_EMAIL", "tester@example.org"));
        builder.redirectErrorStream(true);
        try {
            var git = builder.start();
            var output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!git.waitFor(30, TimeUnit.SECONDS) || git.exitValue() != 0) {
                throw new AssertionError(command + " in " + directory + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
