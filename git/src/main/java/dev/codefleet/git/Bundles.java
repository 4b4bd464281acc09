package dev.codefleet.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Carries commits between repositories as files. */
public final class Bundles {
    private static final String PREFIX = "refs/codefleet/bundle/";

    private Bundles() {}

    /**
     * Writes a bundle of everything that {@code commit} has and {@code known} do not. In a
     * workspace call {@link Workspace#secure()} before, unless {@link Workspace#commitAll} has just
     * run.
     *
     * @param known commits that the receiver has; may be empty
     * @param file where to; replaced when it exists
     * @throws IllegalArgumentException if {@code commit} is among {@code known}, for git makes no
     *     empty bundle
     * @throws GitFailed if the repository lacks a commit, or {@code known} already have all of it
     */
    public static BundleFile create(
            Git git, Path repository, Collection<CommitId> known, CommitId commit, Path file) {
        if (known.contains(commit)) {
            throw new IllegalArgumentException("Nothing to bundle: the receiver has " + commit);
        }
        var ref = refFor(commit);
        Commits.pointRef(git, repository, ref, commit);
        var target = file.toAbsolutePath();
        var arguments =
                new ArrayList<>(
                        List.of("bundle", "create", "--quiet", target.toString(), ref.value()));
        for (var had : known) {
            arguments.add("^" + had);
        }
        git.run(GitCall.in(repository, arguments));
        try {
            return new BundleFile(target, commit, Sha256.of(target), Files.size(target));
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
    }

    /**
     * Takes a bundle's commit into a repository, and keeps it there under a reference. Nothing is
     * taken unless checksum, prerequisites and every object are in order. Git wants a bundle's
     * prerequisites to be reachable from a reference, so what was merged has to be pointed at
     * first.
     *
     * @param sha256 the checksum that the file must have
     * @param commit the commit that it must bring
     * @param keepAs a full reference name below {@code refs/codefleet/}
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if it is not what was announced
     */
    public static void add(
            Git git, Path repository, Path file, String sha256, CommitId commit, RefName keepAs) {
        var bundle = file.toAbsolutePath();
        try {
            if (!Sha256.of(bundle).equals(sha256)) {
                throw new GitFailed(GitFailed.Reason.BAD_BUNDLE, "The bundle's checksum is wrong");
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
        require(git.run(calling(repository, "bundle", "verify", "--quiet", bundle.toString())));
        require(
                git.run(
                        calling(
                                        repository,
                                        "fetch",
                                        "--quiet",
                                        "--no-tags",
                                        "--no-write-fetch-head",
                                        bundle.toString(),
                                        "+" + refFor(commit) + ":" + keepAs)
                                .config("fetch.fsckObjects=true")));
        var brought =
                git.run(GitCall.in(repository, "rev-parse", "--verify", keepAs.value())).line();
        if (!brought.equals(commit.hex())) {
            Commits.dropRefs(git, repository, keepAs);
            throw new GitFailed(GitFailed.Reason.BAD_BUNDLE, "The bundle does not bring " + commit);
        }
    }

    private static RefName refFor(CommitId commit) {
        return new RefName(PREFIX + commit);
    }

    private static GitCall calling(Path repository, String... arguments) {
        return GitCall.in(repository, arguments).accepting(0, 1, 128);
    }

    private static void require(GitResult result) {
        if (!result.isSuccess()) {
            throw new GitFailed(
                    GitFailed.Reason.BAD_BUNDLE,
                    "The bundle is refused: " + result.stderr().strip());
        }
    }
}
