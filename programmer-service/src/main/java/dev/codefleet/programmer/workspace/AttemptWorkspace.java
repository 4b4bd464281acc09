package dev.codefleet.programmer.workspace;

import dev.codefleet.programmer.execute.Confinement;
import java.io.IOException;

/** The trees in which the processes of one attempt work. */
public sealed interface AttemptWorkspace extends AutoCloseable
        permits GitWorkspace, EmptyWorkspace {

    /** Where the executor works. */
    Confinement forExecutor();

    /** Where the checks work. */
    Confinement forChecks();

    /**
     * Makes ready what the checks work in, with a home and temporary files of their own: what an
     * executor leaves there, such as start-up files of interpreters, is no part of its result.
     */
    void prepareChecks() throws IOException;

    /** Deletes what the checks worked in, before the executor runs again. */
    void endChecks() throws IOException;

    @Override
    void close();
}
