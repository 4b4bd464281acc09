package dev.codefleet.git.merge;

import java.util.List;

/**
 * The difference between two commits.
 *
 * @param filesChanged the number of files, a renamed one counted once
 * @param linesAdded the lines added in all of them
 * @param linesDeleted the lines deleted in all of them
 * @param files the files in git's order, or the first of them
 * @param isTruncated whether {@code files} leaves some out; the sums never do
 */
public record Changes(
        int filesChanged,
        long linesAdded,
        long linesDeleted,
        List<ChangedFile> files,
        boolean isTruncated) {
    /** No difference. */
    public static final Changes NONE = new Changes(0, 0, 0, List.of(), false);

    public Changes {
        files = List.copyOf(files);
    }
}
