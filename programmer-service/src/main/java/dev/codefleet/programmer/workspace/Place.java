package dev.codefleet.programmer.workspace;

import dev.codefleet.programmer.execute.Confinement;

/** Where the processes of one attempt work. */
public sealed interface Place extends AutoCloseable permits WorkingCopy, EmptyPlace {

    /** Where the executor works. */
    Confinement forExecutor();

    /** Where the checks work. */
    Confinement forChecks();

    @Override
    void close();
}
