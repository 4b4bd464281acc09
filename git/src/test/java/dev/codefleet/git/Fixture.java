package dev.codefleet.git;

import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.git.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Real repositories in a temporary directory. */
public final class Fixture {
    public static final Identity ADA = new Identity("Ada", "ada@example.org");
    public static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    public final Path root;
    public final Git git;

    public Fixture(Path root) {
        this(root, Duration.ofSeconds(30));
    }

    public Fixture(Path root, Duration timeout) {
        this.root = root;
        git = new Git(GitSettings.defaults(root.resolve("home")).withTimeouts(timeout, timeout));
    }

    /** A repository with a work tree and one commit of the given files. */
    public Path repository(String name, Map<String, String> files) throws IOException {
        var directory = Files.createDirectories(root.resolve(name));
        run(directory, "init", "--quiet", "--initial-branch=main", "--template=");
        commit(directory, "first", files);
        return directory;
    }

    public CommitId commit(Path repository, String message, Map<String, String> files)
            throws IOException {
        for (var file : files.entrySet()) {
            write(repository.resolve(file.getKey()), file.getValue());
        }
        run(repository, "add", "--all");
        run(
                repository,
                "-c",
                "user.name=Bob",
                "-c",
                "user.email=bob@example.org",
                "commit",
                "--quiet",
                "--allow-empty",
                "--message=" + message);
        return head(repository);
    }

    public CommitId head(Path repository) {
        return new CommitId(run(repository, "rev-parse", "HEAD"));
    }

    public String run(Path repository, String... arguments) {
        return git.run(GitCall.in(repository, arguments)).line();
    }

    public RepositoryCache cache(long maxBytes) {
        return new RepositoryCache(
                git, root.resolve("cache"), maxBytes, Duration.ofSeconds(20), () -> NOON);
    }

    public Workspace workspace(Path mirror, CommitId base, String name) {
        return Workspace.create(git, mirror, base, root.resolve(name), ADA);
    }

    /** Writes a hook of every kind that leaves a file behind when it runs. */
    public Path plantHooks(Path gitDirectory) throws IOException {
        var trace = root.resolve("a-hook-ran");
        var hooks = Files.createDirectories(gitDirectory.resolve("hooks"));
        for (var name :
                List.of(
                        "pre-commit",
                        "post-commit",
                        "post-checkout",
                        "post-index-change",
                        "reference-transaction",
                        "pre-receive",
                        "post-receive",
                        "update")) {
            script(hooks.resolve(name), "touch " + trace);
        }
        return trace;
    }

    public static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    public static RepositoryUrl url(Path repository) {
        return new RepositoryUrl(repository.toString());
    }
}
