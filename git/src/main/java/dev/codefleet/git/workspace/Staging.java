package dev.codefleet.git.workspace;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Identity;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.NulSeparated;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings every file of a work tree that is not ignored into its index, and refuses what the commit
 * would not hold: of a repository inside the tree it holds the name of a commit and no file.
 *
 * <p>For a repository inside the work tree that the index knows, {@code git add} runs {@code git
 * status} in it, with the configuration that lies there and may name any program as a filter. Such
 * a repository is therefore left out there; only its HEAD is recorded, which runs nothing.
 */
final class Staging {
    /** Of a list that goes to a file. */
    private static final long LIST_LIMIT_BYTES = 4L << 30;

    private static final int LONGEST_LINK_BYTES = 4_096;
    private static final long LONGEST_REFERENCES_BYTES = 16L << 20;
    private static final long MOST_REFERENCES = 100_000;
    private static final int REPOSITORY = 0160000;
    private static final int KINDS = 0170000;
    private static final Pattern WITHOUT_COMMIT =
            Pattern.compile("error: '(.+?)/?' does not have a commit checked out");

    /** Who commits where nothing is committed. */
    private static final Identity NOBODY = new Identity("Codefleet", "nobody@codefleet.invalid");

    private Staging() {}

    /**
     * @param submodules those that the workspace started with: path and commit
     * @throws GitFailed with {@link GitFailed.Reason#NOT_COMMITTABLE} for what would be left out
     */
    static void addAll(Git git, Path workTree, Map<String, String> submodules, boolean isSha256) {
        var known = repositories(git, workTree, isSha256).keySet();
        var inner =
                known.stream()
                        .filter(path -> isThere(workTree.resolve(path).resolve(".git")))
                        .toList();
        // Whoever staged a repository and then made it plain files would lose these.
        var plain =
                known.stream()
                        .filter(path -> !submodules.containsKey(path) && !inner.contains(path))
                        .toList();
        if (!plain.isEmpty()) {
            var forget = new ArrayList<>(List.of("update-index", "--force-remove", "--"));
            forget.addAll(plain);
            git.run(GitCall.in(workTree, forget));
        }
        var add = new ArrayList<>(List.of("add", "--all", "--", "."));
        inner.forEach(path -> add.add(":(exclude,top,literal)" + path));
        try {
            git.run(GitCall.in(workTree, add).config("advice.addEmbeddedRepo=false"));
        } catch (GitFailed e) {
            var path = WITHOUT_COMMIT.matcher(e.stderr());
            throw path.find() ? repositoryInside(path.group(1)) : e;
        }
        if (!inner.isEmpty()) {
            var record = new ArrayList<>(List.of("update-index", "--add", "--"));
            record.addAll(inner);
            git.run(GitCall.in(workTree, record));
        }
        requireWhole(git, workTree, submodules, isSha256);
    }

    /** The paths of the index that stand for repositories, each with the commit there. */
    static Map<String, String> repositories(Git git, Path workTree, boolean isSha256) {
        return IndexFile.repositories(workTree.resolve(".git/index"), isSha256)
                .orElseGet(() -> listed(git, workTree));
    }

    private static Map<String, String> listed(Git git, Path workTree) {
        var found = new LinkedHashMap<String, String>();
        try {
            var list = Files.createTempFile(workTree.resolve(".git"), "codefleet-", ".list");
            try {
                git.run(
                        GitCall.in(workTree, "ls-files", "--stage", "-z")
                                .writingTo(list, LIST_LIMIT_BYTES));
                try (var entries = new NulSeparated(list)) {
                    for (String entry; (entry = entries.next()) != null; ) {
                        if (isRepository(entry)) {
                            found.put(
                                    entry.substring(entry.indexOf('\t') + 1),
                                    entry.substring(entry.indexOf(' ') + 1).split(" ", 2)[0]);
                        }
                    }
                }
            } finally {
                Files.delete(list);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot list the index", e);
        }
        return found;
    }

    /** By the bits that git looks at: an index can be made by others than git. */
    private static boolean isRepository(String entry) {
        var end = entry.indexOf(' ');
        return end > 0 && (Integer.parseUnsignedInt(entry, 0, end, 8) & KINDS) == REPOSITORY;
    }

    private static void requireWhole(
            Git git, Path workTree, Map<String, String> submodules, boolean isSha256) {
        var repositories = repositories(git, workTree, isSha256);
        if (repositories.isEmpty()) {
            return;
        }
        var named = named(git, workTree);
        for (var repository : repositories.entrySet()) {
            var path = repository.getKey();
            var before = submodules.get(path);
            if (before == null && !named.contains(path)) {
                throw repositoryInside(path);
            }
            requireNothingLost(git, workTree, path, repository.getValue(), before);
        }
    }

    /**
     * @param before the commit that others know to be there; null if there was none
     */
    private static void requireNothingLost(
            Git git, Path workTree, String path, String commit, @Nullable String before) {
        if (hasLooseFiles(workTree.resolve(path))) {
            throw filesInside(path, "Put them elsewhere");
        }
        if (isThere(workTree.resolve(path).resolve(".git"))) {
            requireClean(git, workTree, path, new CommitId(commit), before);
        }
    }

    /**
     * Refuses a commit that was made here: of a submodule a commit holds the name alone, and
     * whoever gets it has to fetch what it names. What was fetched or pushed is below the branches
     * of a remote, or in what the last fetch brought.
     */
    private static void requirePublished(
            Git git,
            Path beside,
            Path gitDirectory,
            Path submodule,
            String path,
            CommitId commit,
            @Nullable String before)
            throws IOException {
        if (commit.hex().equals(before)) {
            return;
        }
        var published = published(gitDirectory);
        if (published.contains(commit.hex())) {
            return;
        }
        var revisions = new StringBuilder(commit.hex()).append('\n');
        published.forEach(id -> revisions.append('^').append(id).append('\n'));
        var own =
                git.run(
                        GitCall.in(
                                        submodule,
                                        "rev-list",
                                        "--max-count=1",
                                        "--ignore-missing",
                                        "--stdin")
                                .readingFrom(
                                        Files.writeString(beside.resolve("revisions"), revisions))
                                .inWorkTree(submodule, beside)
                                .accepting(0, 128));
        if (!own.isSuccess() || !own.text().isEmpty()) {
            throw new GitFailed(
                    GitFailed.Reason.NOT_COMMITTABLE,
                    "The submodule '"
                            + path
                            + "' is at commit "
                            + commit
                            + ", which no branch of its remote has: the result would hold its name, and nobody"
                            + " could fetch what it stands for. Push it from '"
                            + path
                            + "' first, or go back to a commit that its remote has (git submodule update).");
        }
    }

    /**
     * The commits that a repository's remotes are known to have, read without running git in it.
     */
    private static Set<String> published(Path gitDirectory) throws IOException {
        var found = new HashSet<String>();
        addFirstWords(gitDirectory.resolve("FETCH_HEAD"), _ -> true, found);
        addFirstWords(
                gitDirectory.resolve("packed-refs"),
                line -> line.contains(" refs/remotes/"),
                found);
        var remotes = gitDirectory.resolve("refs/remotes");
        if (Files.isDirectory(remotes, LinkOption.NOFOLLOW_LINKS)) {
            try (var files = Files.walk(remotes).limit(MOST_REFERENCES)) {
                for (var file : (Iterable<Path>) files::iterator) {
                    addFirstWords(file, _ -> true, found);
                }
            }
        }
        return found;
    }

    private static void addFirstWords(Path file, Predicate<String> isWanted, Set<String> found)
            throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || Files.size(file) > LONGEST_REFERENCES_BYTES) {
            return;
        }
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            lines.filter(isWanted)
                    .map(line -> line.split("\\s", 2)[0])
                    .filter(CommitId::isFull)
                    .forEach(found::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Compares a submodule that somebody has checked out with its commit, by a repository of our
     * own that borrows its objects: its configuration is not to be trusted.
     */
    private static void requireClean(
            Git git, Path workTree, String path, CommitId commit, @Nullable String before) {
        var submodule = workTree.resolve(path);
        try {
            var beside = Files.createTempDirectory(workTree.resolve(".git"), "codefleet-");
            try {
                var gitDirectory = gitDirectory(workTree, submodule);
                var objects = gitDirectory.resolve("objects");
                new DotGit(beside, objects, commit, NOBODY).layOut();
                git.run(
                        GitCall.in(submodule, "read-tree", commit.hex())
                                .inWorkTree(submodule, beside));
                // Compares the HEADs of submodules in it, and runs nothing in them.
                var status = beside.resolve("status");
                git.run(
                        GitCall.in(
                                        submodule,
                                        "status",
                                        "--porcelain",
                                        "-z",
                                        "--ignore-submodules=dirty")
                                .inWorkTree(submodule, beside)
                                .writingTo(status, LIST_LIMIT_BYTES));
                if (Files.size(status) > 0) {
                    throw filesInside(path, "Commit and push them in its own repository first");
                }
                requirePublished(git, beside, gitDirectory, submodule, path, commit, before);
                var inners =
                        IndexFile.repositories(beside.resolve("index"), commit.isSha256())
                                .orElseThrow(() -> filesInside(path, "Delete its '.git'"));
                for (var inner : inners.entrySet()) {
                    var itsCommit = inner.getValue();
                    requireNothingLost(
                            git, workTree, path + "/" + inner.getKey(), itsCommit, itsCommit);
                }
            } finally {
                Directories.delete(beside);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot look into a submodule", e);
        }
    }

    /** Where a submodule's objects are: in its {@code .git}, or in that of the work tree. */
    private static Path gitDirectory(Path workTree, Path submodule) throws IOException {
        var inner = submodule.resolve(".git");
        if (Files.isRegularFile(inner, LinkOption.NOFOLLOW_LINKS)) {
            var text = start(inner).strip();
            inner = submodule.resolve(text.replaceFirst("^gitdir:\\s*", ""));
        }
        var real = inner.toRealPath();
        if (!real.startsWith(workTree.toRealPath())) {
            throw new GitFailed(
                    GitFailed.Reason.TAMPERED,
                    "The repository of a submodule is outside of the workspace: "
                            + workTree.relativize(submodule));
        }
        return real;
    }

    /** The beginning of a file that anybody may have written; a path is not longer. */
    private static String start(Path file) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(LONGEST_LINK_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static GitFailed filesInside(String path, String wayOut) {
        return new GitFailed(
                GitFailed.Reason.NOT_COMMITTABLE,
                "There are files in '"
                        + path
                        + "', which is a submodule: a commit holds the name of its commit and no files, so they"
                        + " would be lost. "
                        + wayOut
                        + ", or take the submodule out of the repository (git rm).");
    }

    private static GitFailed repositoryInside(String path) {
        return new GitFailed(
                GitFailed.Reason.NOT_COMMITTABLE,
                "'"
                        + path
                        + "' is a git repository of its own, and .gitmodules does not name it: a commit holds its"
                        + " name and none of its files, so they would be lost. Delete '"
                        + path
                        + "/.git' to keep its files, put it outside of the tree or into .gitignore if it is a"
                        + " mere tool, or add it with git submodule add.");
    }

    /** The paths that the tree's {@code .gitmodules} names. */
    private static Set<String> named(Git git, Path workTree) {
        var file = workTree.resolve(".gitmodules");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Set.of();
        }
        var paths =
                git.run(
                        GitCall.in(
                                        workTree,
                                        "config",
                                        "--null",
                                        "--file",
                                        file.toAbsolutePath().toString(),
                                        "--get-regexp",
                                        "^submodule\\..*\\.path$")
                                .accepting(0, 1));
        return Arrays.stream(paths.text().split("\0", -1))
                .filter(entry -> entry.indexOf('\n') >= 0)
                .map(entry -> entry.substring(entry.indexOf('\n') + 1))
                .collect(Collectors.toSet());
    }

    /** Whether a submodule that is not checked out has something in it. */
    private static boolean hasLooseFiles(Path submodule) {
        if (!Files.isDirectory(submodule, LinkOption.NOFOLLOW_LINKS)
                || isThere(submodule.resolve(".git"))) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(submodule)) {
            return entries.iterator().hasNext();
        } catch (IOException e) {
            throw new GitFailed("Cannot look into a submodule", e);
        }
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
