package dev.codefleet.programmer.workspace;

import dev.codefleet.git.BundleFile;
import dev.codefleet.git.Bundles;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.Git;
import dev.codefleet.git.KnownTree;
import dev.codefleet.git.MirroredWorkspace;
import dev.codefleet.git.Workspace;
import dev.codefleet.programmer.execute.Confinement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trees of one attempt. Nothing of the attempt may run while a method here does. */
public final class WorkingCopy implements Place {
    private final Git git;
    private final MirroredWorkspace made;
    private final AttemptDirectory directory;

    /** Null once the tree is not what git made, and some change of somebody's. */
    private @Nullable KnownTree known;

    private boolean hasExecuted;
    private boolean isInPlace;
    private @Nullable CheckedTree checked;

    WorkingCopy(Git git, MirroredWorkspace made, AttemptDirectory directory) {
        this.git = git;
        this.made = made;
        this.directory = directory;
        this.known = made.workspace().known(directory.knownIndex());
    }

    /** The commit that the attempt starts from. */
    public CommitId base() {
        return made.workspace().base();
    }

    @Override
    public Confinement forExecutor() {
        hasExecuted = true;
        return confinement(directory.work(), List.of(mirrorObjects(), directory.scripts()));
    }

    /** Holds once {@link #prepareChecks} was called. */
    @Override
    public Confinement forChecks() {
        if (isInPlace && checked == null) {
            return confinement(directory.work(), List.of(mirrorObjects(), directory.scripts()));
        }
        var tree = isInPlace ? directory.work() : directory.check();
        var objects = (isInPlace ? directory.setAside() : workGit()).resolve("objects");
        return confinement(tree, List.of(mirrorObjects(), objects, directory.scripts()));
    }

    /**
     * Commits everything that is not ignored, and counts what differs from the base.
     *
     * @param maxFiles how many files to name at most
     */
    public Workspace.Result commit(String message, Instant time, int maxFiles) {
        return made.workspace().commitAndCount(message, time, maxFiles);
    }

    /** Makes a tree for checks that holds the base and nothing else. */
    public void prepareChecks() throws IOException {
        if (hasExecuted) {
            makeCheckTree(base());
        } else {
            isInPlace = true;
        }
    }

    /**
     * Makes a tree for checks that holds a commit and nothing else: the executor's own, if that is
     * what it has left, and otherwise a second one.
     *
     * @param result what was committed last
     * @param found what there was in the tree then
     */
    public void prepareChecks(Workspace.Result result, KnownTree.Count found, Instant time)
            throws IOException {
        if (known == null || !known.holds(result.after(), found, time)) {
            makeCheckTree(result.commit());
            return;
        }
        checked = CheckedTree.take(git, made, directory, known, result, time);
        isInPlace = true;
    }

    /** The checks have ended. */
    public void endChecks() throws IOException {
        if (checked != null) {
            checked.end();
        }
    }

    /** Undoes what the last checks have done to the executor's tree, if they worked there. */
    public void restore() throws IOException {
        if (checked != null && !checked.restore()) {
            known = null;
        }
        checked = null;
        isInPlace = false;
    }

    /** Writes a bundle of what the commit adds to the base. */
    public BundleFile bundle(CommitId commit, Path file) {
        made.workspace().secure();
        return Bundles.create(git, directory.work(), List.of(base()), commit, file);
    }

    @Override
    public void close() {
        made.close();
    }

    private void makeCheckTree(CommitId commit) throws IOException {
        isInPlace = false;
        Directories.delete(directory.check());
        var identity = made.workspace().identity();
        Workspace.create(git, workGit(), commit, directory.check(), identity);
    }

    private Confinement confinement(Path work, List<Path> readable) {
        return new Confinement(work, directory.home(), directory.temporary(), readable);
    }

    private Path mirrorObjects() {
        return made.mirror().path().resolve("objects");
    }

    private Path workGit() {
        return directory.work().resolve(".git");
    }
}
