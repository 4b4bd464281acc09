package dev.codefleet.programmer.spool;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The reports that are kept until they are acknowledged, also across the process's end. */
public interface Reports {
    /**
     * The report of an attempt, if it is here.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    Optional<Spool.Finished> find(AttemptId attempt);

    /** Whether the report of an attempt is here; costs no disk. */
    boolean has(AttemptId attempt);

    /** The bundle of an attempt that has ended, if it has one. */
    Optional<Path> bundle(AttemptId attempt);

    /** The whole log of an attempt that has ended, if its report has only a part. */
    Optional<Path> log(AttemptId attempt);

    /** Deletes what is kept of an attempt that has ended; nothing when there is nothing. */
    void forget(AttemptId attempt) throws IOException;

    /** Attempts whose reports are kept, and how they ended. */
    Map<AttemptId, AttemptState> finished();

    int size();
}
