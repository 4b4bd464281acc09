package dev.codefleet.git.workspace;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Printable;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.NulSeparated;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Corrects what {@code .gitattributes} make of files on their way into an index: ends of lines,
 * {@code ident}, encodings and filters.
 *
 * <p>Git converts a file whenever it cannot tell by its times that nobody has touched it, and after
 * a checkout it cannot for any file, since it compares seconds. A file that was committed before
 * the attributes that it has now then comes out another, without anybody's doing. Such files are
 * given back what the base has.
 *
 * <p>A filter is a program that configuration names, and none is configured here. Git then takes
 * the file as it is, so that an encrypted one would be committed in clear. That is refused. Of
 * files of Git LFS the commit gets pointers, where that is installed; see {@link Lfs}.
 */
final class Conversions {
    private static final long LIMIT_BYTES = 4L << 30;
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

    /** What is done with each such file. */
    private interface Work {
        void with(Staged file) throws IOException;
    }

    /**
     * Corrects the index.
     *
     * @throws GitFailed with {@link GitFailed.Reason#NOT_COMMITTABLE} if a changed file has a
     *     filter, or is one of Git LFS and not in the tree
     */
    void correct() throws IOException {
        var beside = Files.createTempDirectory(workTree.resolve(".git"), "codefleet-");
        try {
            var staged = staged(beside);
            if (Files.size(staged) == 0) {
                return;
            }
            var tree = checkOutBase(staged, beside);
            var givenBack = beside.resolve("given-back");
            var changed = beside.resolve("changed");
            try (var back = Files.newBufferedWriter(givenBack);
                    var rest = Files.newBufferedWriter(changed)) {
                each(
                        staged,
                        file -> {
                            var path = file.path();
                            // As a checkout of the base would leave it, byte by byte.
                            if (!file.isNew()
                                    && isSame(workTree.resolve(path), tree.resolve(path))) {
                                back.write(line(file));
                            } else {
                                rest.write(path + '\0');
                            }
                        });
            }
            giveBack(givenBack);
            var ofLfs = requireNoFilter(changed, beside);
            if (!ofLfs.isEmpty()) {
                clean(staged, ofLfs, tree, beside);
            }
        } finally {
            Directories.delete(beside);
        }
    }

    /** Lists the files in a file: there may be as many as the repository has. */
    private Path staged(Path beside) {
        var list = beside.resolve("staged");
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
                        .writingTo(list, LIMIT_BYTES));
        return list;
    }

    private static void each(Path staged, Work work) throws IOException {
        try (var fields = new NulSeparated(staged)) {
            for (String facts; (facts = fields.next()) != null; ) {
                // ":100644 100755 <hash> <hash> M"
                var parts = facts.split(" ", -1);
                var path = Objects.requireNonNull(fields.next());
                work.with(new Staged(path, parts[1], parts[2], parts[4].startsWith("A")));
            }
        }
    }

    /** A tree with those that the base has. */
    private Path checkOutBase(Path staged, Path beside) throws IOException {
        var tree = Files.createDirectory(beside.resolve("base"));
        var old = beside.resolve("old");
        try (var paths = Files.newBufferedWriter(old)) {
            each(
                    staged,
                    file -> {
                        if (!file.isNew()) {
                            paths.write(file.path() + '\0');
                        }
                    });
        }
        if (Files.size(old) > 0) {
            var index = Map.of("GIT_INDEX_FILE", beside.resolve("base.index").toString());
            git.run(GitCall.in(mirror, "read-tree", base.hex()).environment(index));
            // The tree is empty, so that the attributes are those of the index: the base's own.
            git.run(
                    GitCall.in(mirror, "checkout-index", "-z", "--stdin", "--quiet")
                            .readingFrom(old)
                            .inWorkTree(tree, mirror)
                            .environment(index));
        }
        return tree;
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
                && Files.mismatch(one, other) < 0;
    }

    /** Gives a file back what the base has, for {@link #giveBack}. */
    private static String line(Staged file) {
        return file.mode() + ' ' + file.baseBlob() + '\t' + file.path() + '\0';
    }

    private void giveBack(Path lines) throws IOException {
        if (Files.size(lines) > 0) {
            git.run(GitCall.in(workTree, "update-index", "-z", "--index-info").readingFrom(lines));
        }
    }

    /**
     * Puts pointers into the index for files of Git LFS, as its own filter does. Where the base has
     * a pointer to just that content, it stays, in whatever form somebody wrote it.
     *
     * @param tree has what the base has
     */
    private void clean(Path staged, Set<String> paths, Path tree, Path beside) throws IOException {
        var lfs = new Lfs(git);
        var lines = beside.resolve("pointers");
        var text = beside.resolve("pointer");
        try (var index = Files.newBufferedWriter(lines)) {
            each(
                    staged,
                    file -> {
                        if (!paths.contains(file.path()) || !file.mode().startsWith("100")) {
                            // Git passes no symbolic link through a filter.
                            return;
                        }
                        var path = requireInTree(file.path());
                        var old = LfsPointer.read(tree.resolve(file.path()));
                        if (!file.isNew() && old.isPresent() && Lfs.isContent(path, old.get())) {
                            index.write(line(file));
                            return;
                        }
                        var pointer = lfs.clean(path, workTree.resolve(".git"));
                        if (pointer.isPresent()) {
                            Files.writeString(text, pointer.get().text());
                            var blob =
                                    git.run(
                                            GitCall.in(workTree, "hash-object", "-w", "--stdin")
                                                    .readingFrom(text));
                            index.write(
                                    file.mode() + ' ' + blob.line() + '\t' + file.path() + '\0');
                        }
                    });
        }
        giveBack(lines);
    }

    /**
     * Finds a file that the index has. One that is marked to be skipped stays in the index whatever
     * the tree has in its place, a link to somewhere else above it too.
     */
    private Path requireInTree(String name) throws IOException {
        var path = workTree.resolve(name);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || !path.toRealPath().equals(workTree.toRealPath().resolve(name))) {
            throw new GitFailed(
                    GitFailed.Reason.NOT_COMMITTABLE,
                    "The index has a file of Git LFS that is not in the tree under this name: '"
                            + Printable.of(name)
                            + "'. Write the file, or take it out of the index with 'git rm --cached'"
                            + " or 'git update-index --force-remove'; a name has to be UTF-8.");
        }
        return path;
    }

    /**
     * @return the files of Git LFS, where that is installed
     */
    private Set<String> requireNoFilter(Path changed, Path beside) throws IOException {
        if (Files.size(changed) == 0) {
            return Set.of();
        }
        var isLfsHere = new Lfs(git).isInstalled();
        var ofLfs = new HashSet<String>();
        var answers = beside.resolve("attributes");
        git.run(
                GitCall.in(workTree, "check-attr", "-z", "--stdin", "filter")
                        .readingFrom(changed)
                        .writingTo(answers, LIMIT_BYTES));
        var named = new ArrayList<String>();
        var filters = new TreeSet<String>();
        var count = 0;
        try (var fields = new NulSeparated(answers)) {
            for (String path; (path = fields.next()) != null; ) {
                fields.next();
                var filter = Objects.requireNonNull(fields.next());
                if (isLfsHere && filter.equals(Lfs.FILTER)) {
                    ofLfs.add(path);
                } else if (!NO_FILTER.contains(filter)) {
                    count++;
                    if (named.size() < MOST_NAMED) {
                        filters.add(filter);
                        named.add("'" + path + "' (filter=" + filter + ")");
                    }
                }
            }
        }
        if (count > 0) {
            throw new GitFailed(GitFailed.Reason.NOT_COMMITTABLE, refusal(named, count, filters));
        }
        return ofLfs;
    }

    private static String refusal(List<String> named, int count, Set<String> filters) {
        var shown = String.join(", ", named);
        var more = count > named.size() ? " and " + (count - named.size()) + " more" : "";
        var lfs =
                filters.contains("lfs")
                        ? " Files of Git LFS can be committed where the programmer has git-lfs installed."
                        : "";
        return "Git is to pass "
                + shown
                + more
                + " through a filter that is not configured here; the commit would hold the raw file instead."
                + lfs
                + " Leave such files to a step outside of Codefleet, ignore them, or take the attribute"
                + " 'filter' off them in .gitattributes.";
    }
}
