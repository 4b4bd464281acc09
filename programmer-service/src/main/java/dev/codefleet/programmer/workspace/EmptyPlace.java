package dev.codefleet.programmer.workspace;

import dev.codefleet.programmer.execute.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The place of an attempt without a repository: an empty directory. There is no commit that checks
 * could look at, so they look at what the executor has left.
 */
public final class EmptyPlace implements Place {
    private final Confinement confinement;

    private EmptyPlace(Confinement confinement) {
        this.confinement = confinement;
    }

    /** Makes the directory. */
    public static EmptyPlace make(AttemptDirectory directory) throws IOException {
        Files.createDirectory(directory.work());
        return new EmptyPlace(
                new Confinement(
                        directory.work(),
                        directory.home(),
                        directory.temporary(),
                        List.of(directory.scripts())));
    }

    @Override
    public Confinement forExecutor() {
        return confinement;
    }

    @Override
    public Confinement forChecks() {
        return confinement;
    }

    @Override
    public void close() {
        // The directory goes with the attempt's others.
    }
}
