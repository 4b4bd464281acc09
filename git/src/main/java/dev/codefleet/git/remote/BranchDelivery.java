package dev.codefleet.git.remote;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings a finished commit to where the repository came from. */
public final class BranchDelivery {
    /** A command takes no longer list of arguments than the system allows. */
    private static final int MOST_PUSHED = 2_000;

    /** Where no branch is brought. */
    private static final RefName UNUSED = new RefName("none");

    private BranchDelivery() {}

    /**
     * Makes a new branch in the repository; a branch of that name is only moved forward, never
     * rewritten. A repository on this machine gets the branch and its objects and nothing else:
     * nothing of it runs, and its checkout, index and other references stay as they are.
     *
     * @param mirror a repository that has the commit
     * @param branch the branch's short name
     * @throws IllegalArgumentException if it was uploaded: there is nowhere to bring it to
     * @throws GitFailed if the repository refuses it, cannot be reached in time, or has that branch
     *     checked out
     */
    public static void toBranch(
            Git git, Path mirror, RepositoryUrl url, CommitId commit, RefName branch) {
        refuseUpload(url);
        var local = url.localPath();
        if (local.isPresent()) {
            local(git, local.get(), branch).bring(mirror, commit);
        } else {
            pushLfs(git, mirror, url, commit);
            push(git, mirror, url, commit, branch);
        }
    }

    /**
     * Looks whether {@link #toBranch} would be taken, as far as it can be told without doing it.
     *
     * @param mirror a repository that has the commit
     * @param commit one that the result will descend from
     * @throws IllegalArgumentException as {@link #toBranch}
     * @throws GitFailed as {@link #toBranch}; not because of files of Git LFS, since most work
     *     changes none
     */
    public static void check(
            Git git, Path mirror, RepositoryUrl url, CommitId commit, RefName branch) {
        refuseUpload(url);
        var local = url.localPath();
        if (local.isPresent()) {
            local(git, local.get(), branch).check();
        } else {
            push(git, mirror, url, commit, branch, "--dry-run");
        }
    }

    /**
     * Looks at a repository on this machine: whether jobs may work on it, and a branch be brought
     * to it.
     *
     * @param branch the branch's short name
     * @throws GitFailed as {@link LocalSource#open}, and if the branch would not be taken
     */
    public static void checkLocal(Git git, Path path, RefName branch) {
        local(git, path, branch).check();
    }

    /**
     * Puts contents of Git LFS into the store of a repository on this machine, so that a checkout
     * finds them there.
     *
     * @param own a repository of ours that has them
     * @param references the contents by their references, as a bundle names them
     * @return those that the repository does not take, each with why
     * @throws GitFailed if one is not what its name says
     */
    public static Map<LfsPointer, String> contentsToLocal(
            Git git, Path path, Path own, Map<String, CommitId> references) {
        try {
            var contents = new Lfs(git).pointersOf(own, references);
            try (var scratch = Scratch.make(git)) {
                return local(git, path, UNUSED)
                        .takeContentsOrTell(contents, own, scratch.path().resolve("content"));
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot bring files of Git LFS to " + path, e);
        }
    }

    private static LocalDelivery local(Git git, Path path, RefName branch) {
        return new LocalDelivery(git, LocalSource.open(git, path), branch);
    }

    private static void push(
            Git git,
            Path mirror,
            RepositoryUrl url,
            CommitId commit,
            RefName branch,
            String... options) {
        var arguments = new ArrayList<>(List.of("push", "--quiet", "--no-verify"));
        arguments.addAll(List.of(options));
        arguments.add(url.argument());
        arguments.add(commit + ":refs/heads/" + branch);
        git.run(GitCall.in(mirror, arguments).reaching(url));
    }

    /** Before the branch, as Git LFS does it itself; its server is the remote's. */
    private static void pushLfs(Git git, Path mirror, RepositoryUrl url, CommitId commit) {
        var lfs = new Lfs(git);
        try {
            var needed = lfs.needed(mirror, commit, _ -> false);
            if (needed.isEmpty()) {
                return;
            }
            if (!lfs.isInstalled()) {
                throw new GitFailed(
                        GitFailed.Reason.UNUSABLE,
                        "The result has files of Git LFS, and this manager has no git-lfs to push them"
                                + " with. Install it, or choose the delivery download.");
            }
            try (var scratch = Scratch.make(git)) {
                var own = scratch.path().resolve("repository.git");
                git.run(
                        GitCall.in(
                                scratch.path(),
                                "init",
                                "--quiet",
                                "--bare",
                                "--template=",
                                own.toString()));
                var oids = new ArrayList<String>();
                for (var one : needed.entrySet()) {
                    var place = own.resolve(Lfs.STORE).resolve(one.getKey().place());
                    Files.createDirectories(place.getParent());
                    lfs.export(mirror, one.getValue(), place);
                    oids.add(one.getKey().oid());
                }
                for (int from = 0; from < oids.size(); from += MOST_PUSHED) {
                    var push =
                            new ArrayList<>(List.of("lfs", "push", "--object-id", url.argument()));
                    push.addAll(oids.subList(from, Math.min(from + MOST_PUSHED, oids.size())));
                    git.run(
                            GitCall.in(own, push)
                                    .reaching(url)
                                    .within(git.settings().remoteTimeout()));
                }
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot push files of Git LFS", e);
        }
    }

    private static void refuseUpload(RepositoryUrl url) {
        if (url.uploaded().isPresent()) {
            throw new IllegalArgumentException("An uploaded repository takes no branch");
        }
    }
}
