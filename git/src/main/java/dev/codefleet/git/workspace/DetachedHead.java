package dev.codefleet.git.workspace;

import dev.codefleet.git.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** The {@code HEAD} of a workspace as a file, as git itself reads and writes it. */
final class DetachedHead {
    private DetachedHead() {}

    /** Whether HEAD is that commit, on no branch. When not, git has the last word. */
    static boolean is(Path dotGit, CommitId commit) throws IOException {
        var file = dotGit.resolve("HEAD");
        var line = (commit + "\n").getBytes(StandardCharsets.US_ASCII);
        // What is no file could keep a reader waiting for ever.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) != line.length) {
            return false;
        }
        return Arrays.equals(Files.readAllBytes(file), line);
    }

    /** Sets HEAD to a commit, off any branch. */
    static void set(Path dotGit, CommitId commit) throws IOException {
        var fresh = Files.createTempFile(dotGit, "head-", ".tmp");
        try {
            Files.writeString(fresh, commit + "\n");
            Files.move(fresh, dotGit.resolve("HEAD"), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
