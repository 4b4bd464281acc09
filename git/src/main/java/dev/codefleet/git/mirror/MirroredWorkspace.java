package dev.codefleet.git.mirror;

import dev.codefleet.git.workspace.Workspace;

/**
 * A workspace with the mirror that it borrows its objects from.
 *
 * @param workspace the workspace
 * @param mirror kept in use until this is closed
 */
public record MirroredWorkspace(Workspace workspace, Mirror mirror) implements AutoCloseable {
    /** Releases the mirror. The workspace's files stay; git no longer works in them for certain. */
    @Override
    public void close() {
        mirror.close();
    }
}
