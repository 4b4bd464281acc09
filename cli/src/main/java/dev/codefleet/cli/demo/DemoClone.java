package dev.codefleet.cli.demo;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.localfleet.RunDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A clone of the checkout that the demo's jobs work on. */
final class DemoClone {
    private static final String PREFIX = "codefleet-demo-";
    private static final int KEPT = 3;

    private DemoClone() {}

    /** The fleet wants whole histories; that of a shallow checkout begins at its head here. */
    private static void makeWhole(Path clone, Git git) throws IOException {
        if (!Files.deleteIfExists(clone.resolve(".git/shallow"))) {
            return;
        }
        var identity = "Codefleet demo <demo@codefleet.invalid> 0 +0000";
        var commit = clone.resolve(".git/first-commit");
        var tree = git.run(GitCall.in(clone, "rev-parse", "HEAD^{tree}")).line();
        Files.writeString(
                commit,
                "tree %s\nauthor %s\ncommitter %s\n\nAll files\n"
                        .formatted(tree, identity, identity));
        var first =
                git.run(GitCall.in(clone, "hash-object", "-t", "commit", "-w", commit.toString()))
                        .line();
        git.run(GitCall.in(clone, "update-ref", "HEAD", first));
        git.run(GitCall.in(clone, "remote", "remove", "origin"));
        Files.delete(commit);
    }

    /**
     * Clones into a new temporary directory, without any link back to the original's files. Of
     * those that earlier demos left, the newest stay.
     *
     * @return the copy's directory, which is kept
     * @throws CommandFailed if the checkout is no git repository
     */
    static Path of(Path checkout, Git git) {
        try {
            var directory = Files.createTempDirectory(PREFIX).resolve("codefleet");
            RunDirectories.keepNewest(Path.of(System.getProperty("java.io.tmpdir")), PREFIX, KEPT);
            git.run(
                    GitCall.in(
                                    checkout,
                                    "clone",
                                    "--quiet",
                                    "--no-hardlinks",
                                    "--no-tags",
                                    "--template=",
                                    checkout.toString(),
                                    directory.toString())
                            // Whoever runs this runs what is in the checkout.
                            .trusting(checkout));
            makeWhole(directory, git);
            return directory;
        } catch (GitFailed e) {
            throw CommandFailed.failed(
                    "The demo works on a clone of " + checkout + ", which cannot be cloned:",
                    e.stderr().strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary directory", e);
        }
    }
}
