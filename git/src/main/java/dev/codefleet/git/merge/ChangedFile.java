package dev.codefleet.git.merge;

import org.jspecify.annotations.Nullable;

/**
 * The difference of one file between two commits.
 *
 * @param status what happened to it
 * @param path where it is, or was when it is deleted
 * @param oldPath where it was before it was renamed, else null
 * @param linesAdded 0 for a binary file
 * @param linesDeleted 0 for a binary file
 * @param isBinary whether git counts no lines in it
 */
public record ChangedFile(
        Status status,
        String path,
        @Nullable String oldPath,
        long linesAdded,
        long linesDeleted,
        boolean isBinary) {

    /** What happened to a file. A change of its kind, such as into a symbolic link, is MODIFIED. */
    public enum Status {
        ADDED,
        MODIFIED,
        DELETED,
        RENAMED
    }
}
