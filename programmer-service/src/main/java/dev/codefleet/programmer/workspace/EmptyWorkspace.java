package dev.codefleet.programmer.workspace;

import dev.codefleet.programmer.execute.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The place of an attempt without a repository: an empty directory. There is no commit that checks
 * could look at, so they look at what the executor has left.
 */
public final class EmptyWorkspace implements AttemptWorkspace {
    private final AttemptDirectory directory;

    private EmptyWorkspace(AttemptDirectory directory) {
        this.directory = directory;
    }

    /** Makes the directory. */
    public static EmptyWorkspace make(AttemptDirectory directory) throws IOException {
        Files.createDirectory(directory.work());
        return new EmptyWorkspace(directory);
    }

    @Override
    public Confinement forExecutor() {
        return new Confinement(
                directory.work(),
                directory.home(),
                directory.temporary(),
                directory.scripts(),
                List.of());
    }

    @Override
    public Confinement forChecks() {
        return new Confinement(
                directory.work(),
                directory.checkHome(),
                directory.checkTemporary(),
                directory.scripts(),
                List.of());
    }

    @Override
    public void prepareChecks() throws IOException {
        directory.freshForChecks();
    }

    @Override
    public void endChecks() throws IOException {
        directory.deleteChecks();
    }

    @Override
    public void close() {
        // The directory goes with the attempt's others.
    }
}
