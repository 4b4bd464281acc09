package dev.codefleet.cli.demo;

import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.git.Git;
import dev.codefleet.git.GitCall;
import dev.codefleet.git.GitFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of the checkout to play with. */
final class Clone {
    private Clone() {}

    /**
     * Clones into a new temporary directory, without any link back to the original's files.
     *
     * @return the copy's directory, which is kept
     * @throws CommandFailed if the checkout is no git repository
     */
    static Path of(Path checkout, Git git) {
        try {
            var directory = Files.createTempDirectory("codefleet-demo-").resolve("codefleet");
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
                            .trusting(checkout));
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
