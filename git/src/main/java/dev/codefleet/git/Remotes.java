package dev.codefleet.git;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Runs git commands that reach the repository behind a URL. */
final class Remotes {
    private final Git git;
    private final UploadedRepositories uploads;

    Remotes(Git git, UploadedRepositories uploads) {
        this.git = git;
        this.uploads = uploads;
    }

    /**
     * @param in where git runs
     * @param arguments the command, made of what git knows the repository by: the URL, or the
     *     bundle's path for an uploaded one
     * @throws GitFailed as {@link Git#run}, and with {@link GitFailed.Reason#NOT_FOUND} if the
     *     upload is not here
     */
    GitResult run(Path in, RepositoryUrl url, Function<String, List<String>> arguments) {
        var sha256 = url.uploaded();
        if (sha256.isEmpty()) {
            return run(in, url, arguments.apply(url.value()));
        }
        try (var bundle = uploads.use(sha256.get()).orElseThrow(() -> notHere(sha256.get()))) {
            return run(in, url, arguments.apply(bundle.path().toAbsolutePath().toString()));
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
