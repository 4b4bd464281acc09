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
import java.util.Objects;
import java.util.Optional;

/**
 * Fetches contents from the server that belongs to a repository's address: {@code
 * <address>/info/lfs} over HTTP, or the one that {@code git-lfs-authenticate} names over SSH.
 *
 * <p>{@code git lfs fetch} runs in a repository of our own that holds the wanted pointers and
 * nothing else. So no {@code .lfsconfig} of the repository's can name another server, and nothing
 * is fetched that was not asked for.
 */
public final class LfsFetch {
    private static final String WANTED = "refs/heads/wanted";

    /** What the repository has besides contents, such as its pointers. */
    private static final long BESIDES_BYTES = 32L << 20;

    private static final int LONGEST_SHOWN = 300;

    /**
     * A server that does not answer is given up in less than a minute, whatever a large content may
     * take: git-lfs tries each retry again, so that one makes four attempts, and two nine.
     */
    private static final String[] PATIENCE = {
        "lfs.dialtimeout=5",
        "lfs.tlstimeout=5",
        "lfs.activitytimeout=10",
        "lfs.ssh.retries=1",
        "lfs.transfer.maxretries=1",
        "lfs.transfer.maxretrydelay=2"
    };

    private final Git git;
    private final RepositoryUrl url;

    /**
     * @param url of a repository that is on another machine
     */
    public LfsFetch(Git git, RepositoryUrl url) {
        this.git = git;
        this.url = url;
    }

    /**
     * Why contents did not come.
     *
     * @param why in words that end a sentence
     * @param isOfServer whether no others would have come either
     */
    public record Failure(String why, boolean isOfServer) {}

    /** What takes the contents that came, from a store that is gone afterwards. */
    public interface Taking {
        void from(Path store) throws IOException;
    }

    /** Says why this fleet does not fetch so much; empty if it does. */
    public Optional<String> refusal(Collection<LfsPointer> wanted) {
        var most = git.settings().lfsMaxBytes();
        if (most == 0) {
            return Optional.of("contents are not fetched by this fleet");
        }
        var bytes = Lfs.total(wanted.stream().map(LfsPointer::size).toList());
        if (bytes > most || wanted.size() > Lfs.MOST_OBJECTS) {
            return Optional.of(
                    "%d contents of %d bytes together are missing here, and at most %d of %d bytes are fetched"
                            .formatted(wanted.size(), bytes, Lfs.MOST_OBJECTS, most));
        }
        return Optional.empty();
    }

    /**
     * Fetches contents, as far as they can be had.
     *
     * @param wanted those that {@link #refusal} allows
     * @param taking called once, also if not all came
     * @return why some did not come; empty if nothing is known of that
     * @throws GitFailed if the thread was interrupted, or this machine fails
     */
    public Optional<Failure> fetch(Collection<LfsPointer> wanted, Taking taking)
            throws IOException {
        try (var scratch = Scratch.make(git)) {
            var own = scratch.path().resolve("repository.git");
            hold(own, wanted, scratch.path().resolve("stream"));
            var bytes = Lfs.total(wanted.stream().map(LfsPointer::size).toList());
            var failure = fetch(own, bytes);
            // What has come is there the next time, whatever became of the rest.
            taking.from(own.resolve(Lfs.STORE));
            return failure;
        }
    }

    private Optional<Failure> fetch(Path own, long bytes) {
        try {
            git.run(
                    GitCall.in(own, "lfs", "fetch", url.argument(), WANTED)
                            .config(PATIENCE)
                            .reaching(url)
                            .growing(own, bytes + BESIDES_BYTES));
            return Optional.empty();
        } catch (GitFailed e) {
            return switch (e.reason()) {
                case INTERRUPTED -> throw e;
                case UNREACHABLE, TIMED_OUT, DENIED, NO_REPOSITORY ->
                        Optional.of(new Failure(said(e), true));
                default -> Optional.of(new Failure(said(e), false));
            };
        }
    }

    private static String said(GitFailed failure) {
        return "git-lfs cannot fetch them: "
                + switch (failure.reason()) {
                    case OUTPUT_TOO_LARGE -> "the server sends more than the pointers tell";
                    case TIMED_OUT -> "it took too long";
                    case UNREACHABLE, DENIED -> shown(Objects.requireNonNull(failure.getMessage()));
                    default ->
                            failure.stderr()
                                    .lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .findFirst()
                                    .map(LfsFetch::shown)
                                    .orElse("it did not say why");
                };
    }

    private static String shown(String line) {
        return Printable.of(line.substring(0, Math.min(line.length(), LONGEST_SHOWN)));
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
