package dev.codefleet.git.objects;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.RefName;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts about commits, kept beside them as {@code git notes} keeps them. */
public final class Notes {
    private static final int LONGEST_HEX = 64;

    private Notes() {}

    /**
     * Makes a commit that says a text of another commit, and nothing else. The same gives the same.
     *
     * @return what a reference below {@code refs/notes/} may point at
     */
    public static CommitId write(
            Git git, Path repository, CommitId of, String text, Identity identity, Instant time) {
        try {
            var content = Files.createTempFile("codefleet-", ".note");
            try {
                Files.writeString(content, text);
                var blob =
                        git.run(
                                        GitCall.in(repository, "hash-object", "-w", "--stdin")
                                                .readingFrom(content))
                                .line();
                Files.writeString(content, "100644 blob %s\t%s\n".formatted(blob, of));
                var tree = git.run(GitCall.in(repository, "mktree").readingFrom(content)).line();
                return LooseObjects.writeCommit(
                        repository,
                        CommitText.of(tree, List.of(), "Signed receipts", identity, time),
                        of.isSha256());
            } finally {
                Files.delete(content);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot write a note", e);
        }
    }

    /** The texts that a reference has, by their commits; of commits that are here or not. */
    public static Map<String, String> read(Git git, Path repository, RefName reference) {
        var texts = new LinkedHashMap<String, String>();
        var list = git.run(GitCall.in(repository, "ls-tree", "-r", reference.value())).text();
        for (var line : list.lines().toList()) {
            var tab = line.indexOf('\t');
            // Git spreads many notes over directories.
            var commit = line.substring(tab + 1).replace("/", "");
            if (commit.length() <= LONGEST_HEX && CommitId.isFull(commit)) {
                var blob = line.substring(0, tab).split(" ", -1)[2];
                texts.put(commit, git.run(GitCall.in(repository, "cat-file", "blob", blob)).text());
            }
        }
        return texts;
    }
}
