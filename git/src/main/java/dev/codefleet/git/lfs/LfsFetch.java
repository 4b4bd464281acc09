package dev.codefleet.git.lfs;

import dev.codefleet.git.Printable;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * Fetches contents from the server that belongs to a repository's address: {@code
 * <address>/info/lfs} over HTTP, or the one that {@code git-lfs-authenticate} names over SSH.
 *
 * <p>{@code git lfs fetch} runs in a repository of our own that holds the wanted pointers and
 * nothing else. So no {@code .lfsconfig} of the repository's can name another server, and nothing
 * is fetched that was not asked for.
 */
public final class LfsFetch implements LfsSource {
    private static final String WANTED = "refs/heads/wanted";

    /** What the repository has besides contents, such as its pointers. */
    private static final long BESIDES_BYTES = 32L << 20;

    private final Git git;
    private final RepositoryUrl url;

    /**
     * @param url of a repository that is on another machine
     */
    public LfsFetch(Git git, RepositoryUrl url) {
        this.git = git;
        this.url = url;
    }

    @Override
    public Optional<String> bring(Path mirror, Collection<LfsPointer> wanted) throws IOException {
        var most = git.settings().lfsMaxBytes();
        var bytes = Lfs.total(wanted.stream().map(LfsPointer::size).toList());
        if (most == 0) {
            return Optional.of("contents are not fetched by this fleet");
        }
        if (bytes > most || wanted.size() > Lfs.MOST_OBJECTS) {
            return Optional.of(
                    "%d contents of %d bytes together are missing here, and at most %d of %d bytes are fetched"
                            .formatted(wanted.size(), bytes, Lfs.MOST_OBJECTS, most));
        }
        try (var scratch = Scratch.make(git)) {
            var own = scratch.path().resolve("repository.git");
            hold(own, wanted, scratch.path().resolve("stream"));
            var failure = fetch(own, bytes);
            // What has come is there the next time, whatever became of the rest.
            new Lfs(git).keep(mirror, own.resolve(Lfs.STORE), wanted);
            if (failure.isEmpty()) {
                return Optional.empty();
            }
            return switch (failure.get().reason()) {
                case EXIT_CODE, NO_REPOSITORY, DENIED, OUTPUT_TOO_LARGE ->
                        Optional.of("git-lfs cannot fetch them: " + said(failure.get()));
                default -> throw failure.get();
            };
        }
    }

    private Optional<GitFailed> fetch(Path own, long bytes) {
        try {
            git.run(
                    GitCall.in(own, "lfs", "fetch", url.argument(), WANTED)
                            .reaching(url)
                            .growing(own, bytes + BESIDES_BYTES));
            return Optional.empty();
        } catch (GitFailed e) {
            if (e.reason() == GitFailed.Reason.INTERRUPTED) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private static String said(GitFailed failure) {
        if (failure.reason() == GitFailed.Reason.OUTPUT_TOO_LARGE) {
            return "the server sends more than the pointers tell";
        }
        var lines = failure.stderr().lines().map(String::strip).filter(line -> !line.isEmpty());
        return lines.findFirst()
                .map(line -> Printable.of(line.substring(0, Math.min(line.length(), 300))))
                .orElse("it did not say why");
    }

    /** Makes a repository with one commit of the pointers, each under its checksum. */
    private void hold(Path own, Collection<LfsPointer> wanted, Path stream) throws IOException {
        var place = own.toString();
        git.run(
                GitCall.in(
                        git.settings().home(), "init", "--quiet", "--bare", "--template=", place));
        try (var out = Files.newBufferedWriter(stream, StandardCharsets.US_ASCII)) {
            out.write("commit " + WANTED + "\ncommitter codefleet <> 0 +0000\ndata 0\n");
            for (var pointer : wanted) {
                var text = pointer.text();
                out.write("M 100644 inline %s-%d\n".formatted(pointer.oid(), pointer.size()));
                out.write("data " + text.length() + "\n" + text + "\n");
            }
        }
        git.run(GitCall.in(own, "fast-import", "--quiet").readingFrom(stream));
    }
}
