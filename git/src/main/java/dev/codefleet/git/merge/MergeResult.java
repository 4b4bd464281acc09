package dev.codefleet.git.merge;

import dev.codefleet.git.CommitId;
import java.util.List;
import java.util.Map;

/** The result of merging one commit into another. */
public sealed interface MergeResult {
    /** A new commit with both as its parents. */
    record Merged(CommitId commit) implements MergeResult {}

    /** The other commit already has all of ours: it is the result. */
    record FastForward(CommitId commit) implements MergeResult {}

    /** Ours already has all of the other commit: ours, named here, is the result. */
    record AlreadyMerged(CommitId commit) implements MergeResult {}

    /**
     * Both changed the same; nothing was made.
     *
     * @param files the paths in conflict, never empty
     * @param unknownDrivers by path, what {@code .gitattributes} names to merge it with and this
     *     machine has not
     */
    record Conflict(List<String> files, Map<String, String> unknownDrivers) implements MergeResult {
        public Conflict {
            files = List.copyOf(files);
            unknownDrivers = Map.copyOf(unknownDrivers);
        }
    }
}
