package dev.codefleet.programmer.workspace;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.merge.Changes;
import dev.codefleet.git.mirror.MirroredWorkspace;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.workspace.Workspace;
import dev.codefleet.programmer.execute.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trees of one attempt. Nothing of the attempt may run while a method here does. */
public final class GitWorkspace implements AttemptWorkspace {
    private final Git git;
    private final MirroredWorkspace made;
    private final AttemptDirectory directory;

    private boolean hasExecuted;

    /** Of the last commit; null as long as there is none. */
    private @Nullable BundleFile bundle;

    /** Holds the last commit, or the base; null as long as nothing was executed. */
    private @Nullable Workspace clean;

    GitWorkspace(Git git, MirroredWorkspace made, AttemptDirectory directory) {
        this.git = git;
        this.made = made;
        this.directory = directory;
    }

    /** The commit that the attempt starts from. */
    public CommitId base() {
        return made.workspace().base();
    }

    /** The tree of the last commit, or of the base. */
    public CommitId tree() {
        return made.workspace().tree();
    }

    /** Whether the base has submodules, which are not checked out. */
    public boolean hasSubmodules() {
        return !made.workspace().submodules().isEmpty();
    }

    /** A sentence on files of Git LFS whose contents could not be had; empty if there are none. */
    public Optional<String> leftOfLfs() {
        return made.workspace().leftOfLfs();
    }

    @Override
    public Confinement forExecutor() {
        hasExecuted = true;
        return new Confinement(
                directory.work(),
                directory.home(),
                directory.temporary(),
                directory.scripts(),
                readable());
    }

    @Override
    public Confinement forChecks() {
        return new Confinement(
                hasExecuted ? directory.check() : directory.work(),
                directory.checkHome(),
                directory.checkTemporary(),
                directory.scripts(),
                readable());
    }

    /**
     * What an iteration came to.
     *
     * @param commit the last commit; the base when nothing differs from it
     * @param changes what differs between base and commit
     */
    public record Result(CommitId commit, Changes changes) {}

    /**
     * Commits everything that is not ignored, and counts what differs from the base. The count is
     * that of the commit as others receive it, whatever the executor has put in the place of
     * objects.
     *
     * @param maxFiles how many files to name at most
     * @throws GitFailed as {@link Workspace#commitAll} and {@link Workspace#receive}
     */
    public Result commit(String message, Instant time, int maxFiles) throws IOException {
        directory.deleteChecks();
        var commit = made.workspace().commitAll(message, time).orElse(base());
        var mirror = made.mirror().path();
        var identity = made.workspace().identity();
        if (commit.equals(base())) {
            bundle = null;
            clean = Workspace.bare(git, mirror, commit, directory.check(), identity);
            return new Result(commit, Changes.NONE);
        }
        bundle = Bundles.create(git, directory.work(), List.of(base()), commit, directory.bundle());
        clean = Workspace.receive(git, mirror, bundle, directory.check(), identity);
        return new Result(commit, clean.count(base(), directory.work(), maxFiles));
    }

    /**
     * Makes a tree for checks that holds the last commit and nothing else, of objects that an
     * executor had no hand in. Where none has run yet that is the one tree.
     */
    @Override
    public void prepareChecks() throws IOException {
        directory.freshForChecks();
        if (clean != null) {
            clean.checkOut();
        }
    }

    @Override
    public void endChecks() throws IOException {
        directory.deleteChecks();
    }

    /** Hands over the bundle of what the last commit adds to the base. */
    public BundleFile bundle(Path file) throws IOException {
        var last = Objects.requireNonNull(bundle, "nothing was committed");
        Files.move(last.file(), file, StandardCopyOption.REPLACE_EXISTING);
        return new BundleFile(file, last.commit(), last.sha256(), last.bytes());
    }

    @Override
    public void close() {
        made.close();
    }

    private List<Path> readable() {
        return List.of(made.mirror().path().resolve("objects"));
    }
}
