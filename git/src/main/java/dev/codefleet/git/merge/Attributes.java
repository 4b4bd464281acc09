package dev.codefleet.git.merge;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitResult;
import dev.codefleet.support.Directories;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes git heed the {@code .gitattributes} files of a commit in a bare repository.
 *
 * <p>Git reads them from a work tree, and in a bare repository not at all; {@code --attr-source}
 * came with git 2.41. So these files, and nothing else of the commit, are laid out in a directory
 * that git is told to take for the work tree. Equal sets of files share one directory, named by
 * their content; it is deleted when it was not used for an hour.
 *
 * <pre>
 *   mirror.git/codefleet-attributes/&lt;sha256&gt;/tree/      what git takes for the work tree
 *                                            config     what stands in for unknown merge drivers
 *                                            used       its time tells when it was used last
 * </pre>
 *
 * <p>Safe for use by many threads.
 */
final class Attributes {
    private static final String DIRECTORY = "codefleet-attributes";
    private static final String USED = "used";
    private static final long LARGEST_FILE_BYTES = 1 << 20;
    private static final int MOST_COMMITS = 20_000;
    private static final int MOST_REPOSITORIES = 1_000;
    private static final Duration KEPT_UNUSED = Duration.ofHours(1);

    private static final CommitId EMPTY_TREE =
            new CommitId("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    private static final CommitId EMPTY_TREE_SHA256 =
            new CommitId("6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321");

    /** As {@code git diff-tree} prints a change, with the path quoted as git quotes it. */
    private static final Pattern CHANGE =
            Pattern.compile(":\\d+ (\\d+) [0-9a-f]+ ([0-9a-f]+) [A-Z]\\d*\t(.+)");

    /** Git follows no symbolic link to attributes. */
    private static final Set<String> FILE_MODES = Set.of("100644", "100755");

    /** The merge drivers that are part of git. Others are programs that configuration names. */
    private static final Set<String> BUILT_IN_DRIVERS = Set.of("text", "binary", "union");

    private static final Pattern DRIVER = Pattern.compile("(?<=\\s)merge=([^\\s\\p{Cntrl}]+)");

    private final Git git;
    private final ReentrantReadWriteLock directories = new ReentrantReadWriteLock();
    private final Map<CommitId, Listing> known = bounded(MOST_COMMITS);
    private final Map<Path, CommitId> references = bounded(MOST_REPOSITORIES);

    Attributes(Git git) {
        this.git = git;
    }

    /**
     * The attribute files of a commit.
     *
     * @param blobs mode and content by path, the path quoted as git quotes it: names need not be
     *     UTF-8
     */
    record Listing(SortedMap<String, String> blobs) {
        /** As {@code git update-index --index-info} reads it. */
        private String lines() {
            return blobs.entrySet().stream()
                    .map(file -> file.getValue() + "\t" + file.getKey() + "\n")
                    .collect(Collectors.joining());
        }
    }

    /**
     * Lists the attribute files of a commit or tree. The first commit of a repository is walked
     * whole, any other only where it differs from the first.
     *
     * @throws GitFailed if the repository lacks it
     */
    Listing of(Path repository, CommitId commit) {
        var before = get(known, commit);
        if (before != null) {
            return before;
        }
        var reference = get(references, repository);
        var start = reference == null ? null : get(known, reference);
        Listing listing;
        if (reference == null || start == null) {
            listing = walk(repository, commit);
        } else {
            try {
                listing = listing(repository, start, reference, commit);
            } catch (GitFailed e) {
                if (e.reason() != GitFailed.Reason.EXIT_CODE) {
                    throw e;
                }
                // A mirror that was made anew need not have the first commit.
                listing = walk(repository, commit);
            }
        }
        put(known, commit, listing);
        return listing;
    }

    /**
     * Runs a command in a bare repository with the attributes of a commit in force, and with each
     * merge driver that git does not have itself replaced by one that leaves a conflict.
     *
     * @param call where its directory is the repository
     */
    GitResult run(GitCall call, Listing listing) {
        var repository = gitDirectory(call.repository().toAbsolutePath());
        var directory = repository.resolve(DIRECTORY).resolve(Sha256.of(listing.lines()));
        try {
            while (true) {
                directories.readLock().lock();
                try {
                    if (Files.isDirectory(directory)) {
                        Files.write(directory.resolve(USED), new byte[0]);
                        return git.run(withAttributes(call, repository, directory));
                    }
                } finally {
                    directories.readLock().unlock();
                }
                layOut(repository, listing, directory);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot lay out a commit's attributes", e);
        }
    }

    /** A repository need not be bare; which files lie in its work tree makes no difference. */
    private static Path gitDirectory(Path repository) {
        var inner = repository.resolve(".git");
        return Files.isDirectory(inner) ? inner : repository;
    }

    private static GitCall withAttributes(GitCall call, Path repository, Path directory) {
        return call.inWorkTree(directory.resolve("tree"), repository)
                .environment(Map.of("GIT_CONFIG_GLOBAL", directory.resolve("config").toString()));
    }

    private Listing walk(Path repository, CommitId commit) {
        var empty = commit.isSha256() ? EMPTY_TREE_SHA256 : EMPTY_TREE;
        var listing = listing(repository, new Listing(new TreeMap<>()), empty, commit);
        put(references, repository, commit);
        return listing;
    }

    private Listing listing(Path repository, Listing start, CommitId from, CommitId to) {
        var changes =
                git.run(
                        GitCall.in(
                                repository,
                                "diff-tree",
                                "-r",
                                "--raw",
                                "--no-renames",
                                "--full-index",
                                from.hex(),
                                to.hex(),
                                "--",
                                ":(glob)**/.gitattributes"));
        var blobs = new TreeMap<>(start.blobs());
        for (var line : changes.text().lines().toList()) {
            var change = CHANGE.matcher(line);
            if (change.matches()) {
                blobs.remove(change.group(3));
                if (FILE_MODES.contains(change.group(1))) {
                    blobs.put(change.group(3), change.group(1) + " " + change.group(2));
                }
            }
        }
        // Most commits share the one object.
        return blobs.equals(start.blobs()) ? start : new Listing(blobs);
    }

    private void layOut(Path repository, Listing listing, Path directory) throws IOException {
        var parent = Files.createDirectories(directory.getParent());
        var fresh = Files.createTempDirectory(parent, "new-");
        try {
            var tree = Files.createDirectory(fresh.resolve("tree"));
            if (!listing.blobs().isEmpty()) {
                checkOut(repository, listing, tree, fresh);
                refuseLarge(tree);
            }
            var config = new StringBuilder();
            for (var driver : unknownDrivers(tree)) {
                config.append("[merge \"")
                        .append(driver.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append("\"]\n\tdriver = exit 1\n");
            }
            Files.writeString(fresh.resolve("config"), config, StandardCharsets.ISO_8859_1);
            Files.write(fresh.resolve(USED), new byte[0]);
            Files.move(fresh, directory);
            deleteUnused(parent, directory);
        } catch (IOException e) {
            // Others may have laid out the same meanwhile.
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        } finally {
            Directories.delete(fresh);
        }
    }

    private void checkOut(Path repository, Listing listing, Path tree, Path beside)
            throws IOException {
        var lines = Files.writeString(beside.resolve("lines"), listing.lines());
        var index = Map.of("GIT_INDEX_FILE", beside.resolve("index").toString());
        git.run(
                GitCall.in(repository, "update-index", "--index-info")
                        .readingFrom(lines)
                        .inWorkTree(tree, repository)
                        .environment(index));
        git.run(
                GitCall.in(repository, "checkout-index", "--all", "--quiet")
                        .inWorkTree(tree, repository)
                        .environment(index));
    }

    /** Each is read whole, here and by git. */
    private static void refuseLarge(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) > LARGEST_FILE_BYTES) {
                    throw new GitFailed(
                            GitFailed.Reason.UNUSABLE,
                            "The file "
                                    + tree.relativize(file)
                                    + " is larger than "
                                    + LARGEST_FILE_BYTES
                                    + " bytes: the fleet reads no attributes of that size. Make it"
                                    + " smaller.");
                }
            }
        }
    }

    /**
     * Whether a value of the attribute {@code merge}, as {@code git check-attr} tells it, names a
     * driver that git does not have itself.
     */
    static boolean isUnknownDriver(String value) {
        return !BUILT_IN_DRIVERS.contains(value)
                && !Set.of("set", "unset", "unspecified").contains(value);
    }

    /** Names of drivers, byte by byte: they need not be UTF-8. */
    private static Set<String> unknownDrivers(Path tree) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(tree)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                DRIVER.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .results()
                        .map(driver -> driver.group(1))
                        .filter(name -> !BUILT_IN_DRIVERS.contains(name))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Deletes what was not used for an hour, unless commands are running just now. */
    private void deleteUnused(Path parent, Path newest) throws IOException {
        if (directories.writeLock().tryLock()) {
            try (var entries = Files.newDirectoryStream(parent)) {
                var now = Files.getLastModifiedTime(newest.resolve(USED)).toInstant();
                for (var entry : entries) {
                    if (used(entry).toInstant().isBefore(now.minus(KEPT_UNUSED))) {
                        Directories.delete(entry);
                    }
                }
            } finally {
                directories.writeLock().unlock();
            }
        }
    }

    private static FileTime used(Path directory) throws IOException {
        var used = directory.resolve(USED);
        return Files.getLastModifiedTime(Files.exists(used) ? used : directory);
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    private static <K, V> @Nullable V get(Map<K, V> map, K key) {
        synchronized (map) {
            return map.get(key);
        }
    }

    private static <K, V> void put(Map<K, V> map, K key, V value) {
        synchronized (map) {
            map.put(key, value);
        }
    }
}
