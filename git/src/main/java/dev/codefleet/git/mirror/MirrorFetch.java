package dev.codefleet.git.mirror;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Corruption;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.Remotes;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Brings commits of a remote into a mirror. The caller holds the mirror's lock. */
final class MirrorFetch {
    private static final String KEPT = References.ASKED_FOR + "/";

    /** The file in a mirror that tells that objects of a shallow clone have come into it. */
    private static final String PARTIAL = "codefleet-partial";

    /** References younger than that are not made younger: each time costs a write. */
    private static final Duration YOUNG = Duration.ofHours(1);

    private static final Pattern SHALLOW = Pattern.compile("shallow roots are not allowed");
    private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{7,63}");

    /** What is to be brought. */
    sealed interface Wanted {}

    /** One commit, or one tag object that stands for a commit, by its full name. */
    record Exactly(CommitId id) implements Wanted {}

    /** A ref of the remote, and the object that it names now. */
    record Named(String ref, CommitId id) implements Wanted {}

    /** The one commit whose name starts with these digits. */
    record Abbreviated(String digits) implements Wanted {}

    private final Git git;
    private final Remotes remotes;
    private final Path directory;
    private final InstantSource clock;

    /**
     * @param directory where the mirrors are
     */
    MirrorFetch(Git git, Remotes remotes, Path directory, InstantSource clock) {
        this.git = git;
        this.remotes = remotes;
        this.directory = directory;
        this.clock = clock;
    }

    /** Asks the remote what a name stands for; needs no mirror. */
    Wanted find(RepositoryUrl url, RefName name) {
        if (CommitId.isFull(name.value())) {
            return new Exactly(new CommitId(name.value()));
        }
        var answer =
                remotes.run(
                        directory,
                        url,
                        address -> {
                            var arguments =
                                    new ArrayList<>(List.of("ls-remote", "--quiet", address));
                            arguments.addAll(name.candidates());
                            return arguments;
                        });
        var listed = new HashMap<String, CommitId>();
        for (var line : answer.text().split("\n", -1)) {
            var parts = line.split("\t", 2);
            if (parts.length == 2) {
                listed.put(parts[1], new CommitId(parts[0]));
            }
        }
        for (var candidate : name.candidates()) {
            var id = listed.get(candidate);
            if (id != null) {
                return new Named(candidate, id);
            }
        }
        if (ABBREVIATED.matcher(name.value()).matches()) {
            return new Abbreviated(name.value());
        }
        throw notFound(url, name.value());
    }

    /**
     * Whether the mirror was asked for the commit before and has kept it; it stays for longer now.
     */
    boolean isKept(Path mirror, CommitId commit) {
        return isUsed(mirror, new RefName(KEPT + commit));
    }

    /** Whether a bundle has brought the commit into the mirror; it stays for longer now. */
    boolean isBrought(Path mirror, CommitId commit) {
        return isUsed(mirror, new RefName(RepositoryCache.BROUGHT + "/" + commit));
    }

    private boolean isUsed(Path mirror, RefName ref) {
        try {
            var asked = Files.getLastModifiedTime(mirror.resolve(ref.value())).toInstant();
            var now = clock.instant();
            if (asked.isBefore(now.minus(YOUNG))) {
                References.touch(mirror, ref, now);
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The commit that is wanted, when it was asked for before; nothing is looked up for that. */
    Optional<CommitId> kept(Path mirror, Wanted wanted) {
        return switch (wanted) {
            case Exactly(var id) -> Optional.of(id).filter(commit -> isKept(mirror, commit));
            case Named(var ref, var id) -> Optional.of(id).filter(commit -> isKept(mirror, commit));
            case Abbreviated(var digits) -> Optional.empty();
        };
    }

    /** Brings what is wanted, unless the mirror has it, and keeps it. */
    CommitId bring(Path mirror, RepositoryUrl url, Wanted wanted) {
        switch (wanted) {
            case Exactly(var id) -> bringExactly(mirror, url, id);
            case Named(var ref, var id) -> {
                create(mirror, id);
                if (!hasObject(mirror, id.hex())) {
                    fetch(mirror, url, ref);
                }
                // The ref may have been rewritten between the question and the fetch.
                bringExactly(mirror, url, id);
            }
            case Abbreviated(var digits) -> {
                createIfAbsent(mirror, url);
                fetchAll(mirror, url);
            }
        }
        return keep(mirror, url, wanted);
    }

    private void bringExactly(Path mirror, RepositoryUrl url, CommitId id) {
        create(mirror, id);
        if (hasObject(mirror, id.hex())) {
            return;
        }
        try {
            fetch(mirror, url, id.hex());
        } catch (GitFailed e) {
            // Some servers give out only what a ref names, so everything that has a name is next.
            if (e.reason() != GitFailed.Reason.EXIT_CODE || Corruption.isLikely(e)) {
                throw e;
            }
            fetchAll(mirror, url);
        }
    }

    private CommitId keep(Path mirror, RepositoryUrl url, Wanted wanted) {
        var name =
                switch (wanted) {
                    case Exactly(var id) -> id.hex();
                    case Named(var ref, var id) -> id.hex();
                    case Abbreviated(var digits) -> digits;
                };
        var commit = peel(mirror, url, name);
        if (!isKept(mirror, commit)) {
            References.point(mirror, new RefName(KEPT + commit), commit);
        }
        return commit;
    }

    private CommitId peel(Path mirror, RepositoryUrl url, String name) {
        try {
            var peeled = git.run(GitCall.in(mirror, "rev-parse", "--verify", name + "^{commit}"));
            return new CommitId(peeled.line());
        } catch (GitFailed e) {
            if (e.reason() == GitFailed.Reason.EXIT_CODE && !Corruption.isLikely(e)) {
                throw notFound(url, name);
            }
            throw e;
        }
    }

    /** Whether an object is there, with all that it leads to. */
    private boolean hasObject(Path mirror, String name) {
        // What came from a shallow clone would pass for a whole history. A fetch looks closer.
        return !isPartial(mirror)
                && git.run(GitCall.in(mirror, "cat-file", "-e", name).accepting(0, 1)).isSuccess();
    }

    /** Whether a mirror may have objects of a shallow clone. */
    static boolean isPartial(Path mirror) {
        return Files.exists(mirror.resolve(PARTIAL));
    }

    private static void markPartial(Path mirror) {
        try {
            Files.write(mirror.resolve(PARTIAL), new byte[0]);
        } catch (IOException e) {
            throw new GitFailed("Cannot mark the mirror of a shallow clone", e);
        }
    }

    private void fetchAll(Path mirror, RepositoryUrl url) {
        fetch(mirror, url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");
    }

    private void fetch(Path mirror, RepositoryUrl url, String... refspecs) {
        var fetched =
                remotes.run(
                        mirror,
                        url,
                        address -> {
                            var arguments =
                                    new ArrayList<>(
                                            List.of(
                                                    "fetch",
                                                    "--quiet",
                                                    "--no-tags",
                                                    "--prune",
                                                    "--no-write-fetch-head",
                                                    address));
                            arguments.addAll(List.of(refspecs));
                            return arguments;
                        });
        if (SHALLOW.matcher(fetched.stderr()).find()) {
            // Its objects came all the same. They are left for the hourly tidying: deleting what
            // nothing leads to would also take what another job brought a moment ago.
            markPartial(mirror);
            throw new GitFailed(
                    GitFailed.Reason.UNUSABLE,
                    "The repository at "
                            + url
                            + " is a shallow clone: the fleet needs the whole history. Fetch the rest"
                            + " of it there with 'git fetch --unshallow'.");
        }
    }

    private void createIfAbsent(Path mirror, RepositoryUrl url) {
        if (!Files.exists(mirror)) {
            // Any commit tells the format of names; not every bundle has a HEAD.
            var listed =
                    remotes.run(
                            directory,
                            url,
                            address -> List.of("ls-remote", address, "HEAD", "refs/heads/*"));
            var sample = listed.text().split("\t", 2)[0];
            if (!CommitId.isFull(sample)) {
                throw notFound(url, "any branch");
            }
            create(mirror, new CommitId(sample));
        }
    }

    /** Made beside its place and moved there, so that a mirror is never seen half made. */
    private void create(Path mirror, CommitId sample) {
        if (Files.exists(mirror)) {
            return;
        }
        var fresh = mirror.resolveSibling(mirror.getFileName() + ".new");
        try {
            Directories.delete(fresh);
            var format = sample.isSha256() ? "sha256" : "sha1";
            git.run(
                    GitCall.in(
                            directory,
                            "init",
                            "--quiet",
                            "--bare",
                            "--template=",
                            "--object-format=" + format,
                            fresh.toString()));
            Files.move(fresh, mirror);
        } catch (IOException e) {
            throw new GitFailed("Cannot make the mirror", e);
        }
    }

    private static GitFailed notFound(RepositoryUrl url, String name) {
        return new GitFailed(
                GitFailed.Reason.NOT_FOUND,
                "No such branch, tag or commit in " + url + ": " + name);
    }
}
