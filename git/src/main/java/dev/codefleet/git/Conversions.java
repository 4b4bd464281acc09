package dev.codefleet.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks after what {@code .gitattributes} make of files on their way into an index: ends of lines,
 * {@code ident}, encodings and filters.
 *
 * <p>Git converts a file whenever it cannot tell by its times that nobody has touched it, and after
 * a checkout it cannot for any file, since it compares seconds. A file that was committed before
 * the attributes that it has now then comes out another, without anybody's doing. Such files are
 * given back what the base has.
 *
 * <p>A filter is a program that configuration names, and none is configured here. Git then takes
 * the file as it is, so that a file of Git LFS would be committed whole, and an encrypted one in
 * clear. That is refused.
 */
final class Conversions {
    private static final long LIMIT_BYTES = 128L << 20;
    private static final int MOST_NAMED = 5;
    private static final Set<String> NO_FILTER = Set.of("unspecified", "unset", "set");

    private final Git git;
    private final Path workTree;
    private final Path mirror;
    private final CommitId base;

    /**
     * @param mirror has the base
     */
    Conversions(Git git, Path workTree, Path mirror, CommitId base) {
        this.git = git;
        this.workTree = workTree;
        this.mirror = mirror;
        this.base = base;
    }

    /** A file that the index has and the base has not, or has in another way. */
    private record Staged(String path, String mode, String baseBlob, boolean isNew) {}

    /**
     * Corrects the index.
     *
     * @throws GitFailed with {@link GitFailed.Reason#NOT_COMMITTABLE} if a changed file has a
     *     filter
     */
    void correct() throws IOException {
        var staged = staged();
        if (staged.isEmpty()) {
            return;
        }
        var beside = Files.createTempDirectory(workTree.resolve(".git"), "codefleet-");
        try {
            var untouched = untouched(staged, beside);
            giveBack(untouched, beside);
            var changed = new ArrayList<>(staged);
            changed.removeAll(untouched);
            requireNoFilter(changed, beside);
        } finally {
            Directories.delete(beside);
        }
    }

    private List<Staged> staged() {
        var diff =
                git.run(
                        GitCall.in(
                                        workTree,
                                        "diff-index",
                                        "--cached",
                                        "--raw",
                                        "-z",
                                        "--full-index",
                                        // A file that was only moved is nobody's change.
                                        "-M100%",
                                        "--diff-filter=AM",
                                        "--ignore-submodules=all",
                                        base.hex())
                                .capturing(LIMIT_BYTES));
        var fields = diff.text().split("\0", -1);
        var found = new ArrayList<Staged>();
        for (var at = 0; at + 1 < fields.length; at += 2) {
            // ":100644 100755 <hash> <hash> M"
            var parts = fields[at].split(" ", -1);
            found.add(new Staged(fields[at + 1], parts[1], parts[2], parts[4].startsWith("A")));
        }
        return found;
    }

    /** Those that lie there as a checkout of the base would leave them, byte by byte. */
    private List<Staged> untouched(List<Staged> staged, Path beside) throws IOException {
        var old = staged.stream().filter(file -> !file.isNew()).toList();
        if (old.isEmpty()) {
            return List.of();
        }
        var tree = Files.createDirectory(beside.resolve("base"));
        var index = Map.of("GIT_INDEX_FILE", beside.resolve("base.index").toString());
        git.run(GitCall.in(mirror, "read-tree", base.hex()).environment(index));
        // The tree is empty, so that the attributes are those of the index: the base's own.
        git.run(
                GitCall.in(mirror, "checkout-index", "-z", "--stdin", "--quiet")
                        .readingFrom(paths(old, beside.resolve("old")))
                        .inWorkTree(tree, mirror)
                        .environment(index));
        var untouched = new ArrayList<Staged>();
        for (var file : old) {
            if (isSame(workTree.resolve(file.path()), tree.resolve(file.path()))) {
                untouched.add(file);
            }
        }
        return untouched;
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
                && Files.mismatch(one, other) < 0;
    }

    private void giveBack(List<Staged> untouched, Path beside) throws IOException {
        if (untouched.isEmpty()) {
            return;
        }
        var lines = new StringBuilder();
        for (var file : untouched) {
            lines.append(file.mode()).append(' ').append(file.baseBlob()).append('\t');
            lines.append(file.path()).append('\0');
        }
        var input = Files.writeString(beside.resolve("given-back"), lines);
        git.run(GitCall.in(workTree, "update-index", "-z", "--index-info").readingFrom(input));
    }

    private void requireNoFilter(List<Staged> changed, Path beside) throws IOException {
        if (changed.isEmpty()) {
            return;
        }
        var answer =
                git.run(
                        GitCall.in(workTree, "check-attr", "-z", "--stdin", "filter")
                                .readingFrom(paths(changed, beside.resolve("changed")))
                                .capturing(LIMIT_BYTES));
        var fields = answer.text().split("\0", -1);
        var named = new ArrayList<String>();
        var filters = new HashSet<String>();
        for (var at = 0; at + 2 < fields.length; at += 3) {
            if (!NO_FILTER.contains(fields[at + 2])) {
                filters.add(fields[at + 2]);
                named.add("'" + fields[at] + "' (filter=" + fields[at + 2] + ")");
            }
        }
        if (!named.isEmpty()) {
            throw new GitFailed(GitFailed.Reason.NOT_COMMITTABLE, refusal(named, filters));
        }
    }

    private static String refusal(List<String> named, Set<String> filters) {
        var shown = String.join(", ", named.subList(0, Math.min(named.size(), MOST_NAMED)));
        var more = named.size() > MOST_NAMED ? " and " + (named.size() - MOST_NAMED) + " more" : "";
        var lfs =
                filters.contains("lfs")
                        ? " What Git LFS keeps outside of commits does not travel through Codefleet."
                        : "";
        return "Git is to pass "
                + shown
                + more
                + " through a filter that is not configured here; the commit would hold the raw file instead."
                + lfs
                + " Leave such files to a step outside of Codefleet, ignore them, or take the attribute"
                + " 'filter' off them in .gitattributes.";
    }

    private static Path paths(List<Staged> files, Path into) throws IOException {
        var text = new StringBuilder();
        files.forEach(file -> text.append(file.path()).append('\0'));
        return Files.writeString(into, text, StandardCharsets.UTF_8);
    }
}
