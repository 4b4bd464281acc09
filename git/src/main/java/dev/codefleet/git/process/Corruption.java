package dev.codefleet.git.process;

import java.util.regex.Pattern;

/** Recognizes a damaged repository on this machine by what git says. */
public final class Corruption {
    private static final Pattern SIGNS =
            Pattern.compile(
                    "not a git repository|failed to unpack tree object|bad object|bad tree object|is corrupt|unable to read"
                            + "|missing (blob|tree|commit|object)|inflate|does not point to a valid object"
                            + "|cannot be accessed|invalid object|bad config|failed to traverse parents"
                            + "|unable to parse|is empty|Could not read [0-9a-f]{40}|bad sha1 file|not something we can merge|revision walk setup failed",
                    Pattern.CASE_INSENSITIVE);

    private Corruption() {}

    public static boolean isLikely(GitFailed failure) {
        return failure.reason() == GitFailed.Reason.EXIT_CODE
                && SIGNS.matcher(failure.stderr()).find();
    }
}
