package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parents and date of a commit, which never change.
 *
 * @param parents in the commit's own order
 * @param committedAt the committer's date, in seconds
 */
public record CommitFacts(List<CommitId> parents, Instant committedAt) {
    private static final String TREE = "tree ";
    private static final String PARENT = "parent ";
    private static final String COMMITTER = "committer ";

    public CommitFacts {
        parents = List.copyOf(parents);
    }

    /** Reads a commit object's text; empty when it has no form that is understood here. */
    public static Optional<CommitFacts> parse(byte[] body) {
        var parents = new ArrayList<CommitId>();
        for (var line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isEmpty()) {
                return Optional.empty();
            }
            if (line.startsWith(PARENT) && CommitId.isFull(line.substring(PARENT.length()))) {
                parents.add(new CommitId(line.substring(PARENT.length())));
            }
            if (line.startsWith(COMMITTER)) {
                return committedAt(line).map(at -> new CommitFacts(parents, at));
            }
        }
        return Optional.empty();
    }

    /** The name of the files' tree in a commit object's text; empty when that has another form. */
    public static Optional<CommitId> tree(byte[] body) {
        var first = new String(body, StandardCharsets.UTF_8).split("\n", 2)[0];
        return Optional.of(first)
                .filter(line -> line.startsWith(TREE))
                .map(line -> line.substring(TREE.length()))
                .filter(CommitId::isFull)
                .map(CommitId::new);
    }

    private static Optional<Instant> committedAt(String committer) {
        var fields = committer.substring(committer.lastIndexOf('>') + 1).strip().split(" ", -1);
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(fields[0])));
        } catch (NumberFormatException | DateTimeException _) {
            return Optional.empty();
        }
    }
}
