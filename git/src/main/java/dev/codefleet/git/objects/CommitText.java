package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Writes commit objects as git does; the same facts always make the same bytes. */
public final class CommitText {
    private CommitText() {}

    /**
     * A commit as git stores it.
     *
     * @param message ends in a line end afterwards; without zero characters
     * @param time cut to seconds
     */
    public static byte[] of(
            String tree, List<CommitId> parents, String message, Identity identity, Instant time) {
        if (message.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A message with a zero character");
        }
        var text = new StringBuilder("tree ").append(tree).append('\n');
        parents.forEach(parent -> text.append("parent ").append(parent).append('\n'));
        for (var role : List.of("author", "committer")) {
            text.append(role)
                    .append(' ')
                    .append(identity.name())
                    .append(" <")
                    .append(identity.email())
                    .append("> ")
                    .append(time.getEpochSecond())
                    .append(" +0000\n");
        }
        text.append('\n').append(message);
        if (!message.endsWith("\n")) {
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
