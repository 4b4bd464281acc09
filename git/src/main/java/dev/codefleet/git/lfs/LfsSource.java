package dev.codefleet.git.lfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** A place that has the contents which a commit's pointers stand for. */
public interface LfsSource {
    /** There is none. */
    LfsSource NONE = (mirror, wanted) -> Optional.empty();

    /**
     * Brings contents into a mirror, as far as they can be had.
     *
     * @param wanted those that the mirror lacks
     * @return why some could not be had, in words that end a sentence; empty if nothing is to be
     *     said of it
     * @throws dev.codefleet.git.process.GitFailed if this machine fails, or what was brought is
     *     forged; not because a server is away
     */
    Optional<String> bring(Path mirror, Collection<LfsPointer> wanted) throws IOException;

    /** Is told of each content that a mirror had, or got, and that was used from there. */
    default void used(Path mirror, LfsPointer pointer) {}
}
