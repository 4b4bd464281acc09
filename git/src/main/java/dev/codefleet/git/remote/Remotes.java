package dev.codefleet.git.remote;

import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitResult;
import dev.codefleet.git.process.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Runs git commands that reach the repository behind a URL. */
public final class Remotes {
    private final Git git;
    private final UploadedRepositories uploads;

    public Remotes(Git git, UploadedRepositories uploads) {
        this.git = git;
        this.uploads = uploads;
    }

    /**
     * Runs a command of git on a repository.
     *
     * @param in where git runs
     * @param arguments the command, made of what git knows the repository by: the URL without
     *     credentials, the bundle's path for an uploaded one, or a repository of our own that
     *     borrows from one on this machine
     * @throws GitFailed as {@link Git#run}; with {@link GitFailed.Reason#NOT_FOUND} if the upload
     *     is not here; as {@link LocalSource#open} for one on this machine
     */
    public GitResult run(Path in, RepositoryUrl url, Function<String, List<String>> arguments) {
        var sha256 = url.uploaded();
        if (sha256.isPresent()) {
            try (var bundle = uploads.use(sha256.get()).orElseThrow(() -> notHere(sha256.get()))) {
                return run(in, url, arguments.apply(bundle.path().toAbsolutePath().toString()));
            }
        }
        var local = url.localPath();
        return local.isPresent()
                ? runBorrowing(in, url, LocalSource.open(git, local.get()), arguments)
                : run(in, url, arguments.apply(url.argument()));
    }

    private GitResult runBorrowing(
            Path in,
            RepositoryUrl url,
            LocalSource source,
            Function<String, List<String>> arguments) {
        try {
            try (var scratch = Scratch.make(git)) {
                var own = scratch.path().resolve("repository.git");
                source.borrow(own);
                return run(in, url, arguments.apply(own.toString()));
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot read the repository at " + source.path(), e);
        }
    }

    private GitResult run(Path in, RepositoryUrl url, List<String> arguments) {
        return git.run(GitCall.in(in, arguments).reaching(url));
    }

    private static GitFailed notHere(String sha256) {
        return new GitFailed(
                GitFailed.Reason.NOT_FOUND,
                "The uploaded repository " + sha256 + " is not here: upload it again");
    }
}
