package dev.codefleet.cli.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.git.RefName;
import dev.codefleet.git.objects.Notes;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import dev.codefleet.git.remote.LocalSource;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A commit, and what is signed of it or of others. It is read by way of a repository of our own,
 * which borrows the objects of the user's: nothing is left in that one.
 *
 * @param branch what it was named by, without {@code refs/heads/}
 * @param jobs of which something is signed
 */
public record SignedResult(String commit, String tree, String branch, List<OfJob> jobs) {
    static final String NOTES = "refs/notes/codefleet/";
    private static final int MOST_JOBS = 10_000;
    private static final String IN_BUNDLE = "refs/codefleet/verified/";

    /** What a line holds that is no envelope: nobody has signed it. */
    private static final Envelope NONE = new Envelope("", "", List.of());

    /**
     * The signed statements of a job.
     *
     * @param isOfCommit whether they are kept as those of this very commit
     */
    public record OfJob(String job, boolean isOfCommit, List<Envelope> envelopes) {}

    /** Of a revision of a repository. */
    public static SignedResult of(LocalRepository repository, String revision) {
        var commit = repository.commit(revision).hex();
        return in(repository, own -> read(repository.git(), own, NOTES, commit, revision));
    }

    /** Of the branch of a bundle that builds on what a repository has. */
    public static SignedResult ofBundle(LocalRepository repository, Path bundle) {
        return in(
                repository,
                own -> {
                    // Apart from those of the repository: the bundle's own names alone count.
                    repository
                            .git()
                            .run(
                                    GitCall.in(
                                            own,
                                            "fetch",
                                            "--quiet",
                                            "--no-tags",
                                            "--no-write-fetch-head",
                                            bundle.toAbsolutePath().toString(),
                                            "+refs/heads/*:" + IN_BUNDLE + "heads/*",
                                            "+" + NOTES + "*:" + IN_BUNDLE + "notes/*"));
                    var heads = names(repository.git(), own, IN_BUNDLE + "heads/");
                    if (heads.size() != 1) {
                        throw CommandFailed.usage(
                                bundle
                                        + " has "
                                        + heads.size()
                                        + " branches, and a result has one.");
                    }
                    var branch = heads.getFirst().substring((IN_BUNDLE + "heads/").length());
                    return read(
                            repository.git(),
                            own,
                            IN_BUNDLE + "notes/",
                            line(repository.git(), own, heads.getFirst() + "^{commit}"),
                            branch);
                });
    }

    private interface Reader {
        SignedResult read(Path own) throws IOException;
    }

    private static SignedResult in(LocalRepository repository, Reader reader) {
        try (var scratch = Scratch.make(repository.git())) {
            var own = scratch.path().resolve("repository.git");
            LocalSource.open(repository.git(), repository.root()).borrow(own);
            return reader.read(own);
        } catch (GitFailed | IOException e) {
            throw CommandFailed.failed(
                    "What is signed cannot be read:", String.valueOf(e.getMessage()));
        }
    }

    private static SignedResult read(
            Git git, Path own, String notes, String commit, String branch) {
        var tree = line(git, own, commit + "^{tree}");
        var jobs = new ArrayList<OfJob>();
        for (var reference : names(git, own, notes).stream().limit(MOST_JOBS).toList()) {
            var job = reference.substring(notes.length());
            Notes.read(git, own, new RefName(reference))
                    .forEach((of, text) ->
                            jobs.add(new OfJob(job, of.equals(commit), envelopes(text))));
        }
        return new SignedResult(commit, tree, branch, List.copyOf(jobs));
    }

    private static String line(Git git, Path own, String revision) {
        return git.run(GitCall.in(own, "rev-parse", "--verify", "--end-of-options", revision))
                .line();
    }

    private static List<String> names(Git git, Path own, String below) {
        return git.run(GitCall.in(own, "for-each-ref", "--format=%(refname)", below))
                .text()
                .lines()
                .toList();
    }

    private static List<Envelope> envelopes(String note) {
        var envelopes = new ArrayList<Envelope>();
        for (var line : note.lines().filter(each -> !each.isBlank()).toList()) {
            try {
                envelopes.add(
                        Objects.requireNonNullElse(
                                Json.mapper().readValue(line, Envelope.class), NONE));
            } catch (JsonProcessingException _) {
                envelopes.add(NONE);
            }
        }
        return List.copyOf(envelopes);
    }
}
