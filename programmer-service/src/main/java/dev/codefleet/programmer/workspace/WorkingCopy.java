package dev.codefleet.programmer.workspace;

import dev.codefleet.git.BundleFile;
import dev.codefleet.git.Bundles;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.Git;
import dev.codefleet.git.MirroredWorkspace;
import dev.codefleet.git.Workspace;
import dev.codefleet.programmer.execute.Confinement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The trees of one attempt. Nothing of the attempt may run while a method here does. */
public final class WorkingCopy implements Place {
    private final Git git;
    private final MirroredWorkspace made;
    private final AttemptDirectory directory;

    WorkingCopy(Git git, MirroredWorkspace made, AttemptDirectory directory) {
        this.git = git;
        this.made = made;
        this.directory = directory;
    }

    /** The commit that the attempt starts from. */
    public CommitId base() {
        return made.workspace().base();
    }

    @Override
    public Confinement forExecutor() {
        return new Confinement(
                directory.work(),
                directory.home(),
                directory.temporary(),
                List.of(mirrorObjects(), directory.scripts()));
    }

    /** Holds once {@link #makeCheckTree} was called. */
    @Override
    public Confinement forChecks() {
        return new Confinement(
                directory.check(),
                directory.home(),
                directory.temporary(),
                List.of(mirrorObjects(), workObjects(), directory.scripts()));
    }

    /**
     * Commits everything that is not ignored, and counts what differs from the base.
     *
     * @param maxFiles how many files to name at most
     */
    public Workspace.Result commit(String message, Instant time, int maxFiles) {
        return made.workspace().commitAndCount(message, time, maxFiles);
    }

    /** Makes a tree for checks that holds a commit and nothing else. */
    public void makeCheckTree(CommitId commit) throws IOException {
        Directories.delete(directory.check());
        Workspace.create(
                git,
                directory.work().resolve(".git"),
                commit,
                directory.check(),
                made.workspace().identity());
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

    private Path mirrorObjects() {
        return made.mirror().path().resolve("objects");
    }

    private Path workObjects() {
        return directory.work().resolve(".git/objects");
    }
}
