package dev.codefleet.git.lfs;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Printable;
import dev.codefleet.git.RefName;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.NulSeparated;
import dev.codefleet.support.Directories;
import dev.codefleet.support.Sha256;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The contents of files of Git LFS, of which commits hold pointers alone. They travel with the
 * commits, as blobs in the same bundles, each under a reference that is named by its checksum:
 *
 * <pre>
 *   executor's file --clean--> .git/lfs/objects --bundle--> refs/codefleet/lfs/&lt;sha256&gt; of a mirror
 *                                                            |             |
 *                                            trees of executors and checks |
 *                                                                the repository's own lfs/objects
 * </pre>
 *
 * <p>Git LFS itself is not run on what an executor has left: its format is simple, and its
 * configuration could be anybody's. A content is believed only once its checksum and size were
 * compared, which is done whenever it comes into a repository.
 */
public final class Lfs {
    /** The value of the attribute {@code filter} that stands for it. */
    public static final String FILTER = "lfs";

    public static final String REFERENCES = References.LFS + "/";

    /** Where a repository keeps contents, below its {@code .git}. */
    public static final String STORE = "lfs/objects";

    private static final int MOST_OBJECTS = 20_000;
    private static final long LARGEST_BYTES = 16L << 30;
    private static final Pattern OID = Pattern.compile("[0-9a-f]{64}");

    private final Git git;

    public Lfs(Git git) {
        this.git = git;
    }

    /** Whether Git LFS is installed on this machine: where it is not, nothing here is done. */
    public boolean isInstalled() {
        for (var place : git.inherited().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!place.isEmpty() && Files.isExecutable(Path.of(place, "git-lfs"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Keeps a file's content beside the commits of a workspace.
     *
     * @return the pointer that a commit is to hold in its place; empty if the file goes into a
     *     commit as it is, as an empty file and a pointer do
     */
    public Optional<LfsPointer> clean(Path file, Path gitDirectory) throws IOException {
        if (Files.size(file) == 0 || LfsPointer.read(file).isPresent()) {
            return Optional.empty();
        }
        var pointer = new LfsPointer(Sha256.of(file), Files.size(file));
        var kept = gitDirectory.resolve(STORE).resolve(pointer.place());
        if (stored(gitDirectory.resolve(STORE), pointer).isEmpty()) {
            Files.createDirectories(kept.getParent());
            var fresh = Files.createTempFile(gitDirectory, "codefleet-", ".lfs");
            try {
                Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, kept, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
        return Optional.of(pointer);
    }

    /**
     * Puts contents in the place of the pointers of a fresh checkout. A pointer whose content is
     * nowhere stays.
     *
     * @param gitDirectory the checkout's own repository
     * @param mirror the repository that it borrows from; gets what comes from the store
     * @param store where the repository that was cloned keeps contents, if that is on this machine
     */
    public void smudge(
            Path workTree, Path gitDirectory, Path mirror, Supplier<Optional<Path>> whereStored)
            throws IOException {
        Optional<Path> store = Optional.empty();
        var isAsked = false;
        var list = Files.createTempFile(gitDirectory, "codefleet-", ".list");
        var fresh = Files.createTempFile(gitDirectory, "codefleet-", ".lfs");
        try {
            git.run(
                    GitCall.in(
                                    workTree,
                                    "ls-files",
                                    "-z",
                                    "--",
                                    ":(top,attr:filter=" + FILTER + ")")
                            .writingTo(list, LARGEST_BYTES));
            try (var paths = new NulSeparated(list)) {
                for (String path; (path = paths.next()) != null; ) {
                    var file = workTree.resolve(path);
                    var pointer = LfsPointer.read(file);
                    if (pointer.isPresent() && !isAsked) {
                        store = whereStored.get();
                        isAsked = true;
                    }
                    if (pointer.isPresent()
                            && write(pointer.get(), gitDirectory, mirror, store, fresh)) {
                        // The file stays the one that git made, with its mode.
                        Files.copy(fresh, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        } finally {
            Files.delete(list);
            Files.delete(fresh);
        }
    }

    private boolean write(
            LfsPointer pointer, Path gitDirectory, Path mirror, Optional<Path> store, Path into)
            throws IOException {
        for (var repository : List.of(gitDirectory, mirror)) {
            var blob = blob(repository, pointer.oid());
            if (blob.isPresent()) {
                export(repository, blob.get(), into);
                return true;
            }
        }
        var stored = store.isPresent() ? stored(store.get(), pointer) : Optional.<Path>empty();
        if (stored.isEmpty() || !Files.isReadable(stored.get())) {
            return false;
        }
        Files.copy(stored.get(), into, StandardCopyOption.REPLACE_EXISTING);
        if (!isContent(into, pointer)) {
            return false;
        }
        point(mirror, pointer.oid(), hash(mirror, into));
        return true;
    }

    /**
     * What a bundle has to bring besides commits: the contents of all pointers that are new in it,
     * as far as they are here, each blob by the name of its reference.
     *
     * @throws GitFailed with {@link GitFailed.Reason#NOT_COMMITTABLE} if they are too many
     */
    public Map<String, CommitId> carried(
            Path repository, Collection<CommitId> known, CommitId commit) throws IOException {
        var gitDirectory = gitDirectory(repository);
        if (!isKeptIn(gitDirectory)) {
            return Map.of();
        }
        var carried = new LinkedHashMap<String, CommitId>();
        for (var pointer : pointers(repository, known, commit)) {
            var blob = blob(gitDirectory, pointer.oid());
            if (blob.isEmpty()) {
                var stored = stored(gitDirectory.resolve(STORE), pointer);
                if (stored.isPresent() && isContent(stored.get(), pointer)) {
                    blob = Optional.of(hash(repository, stored.get()));
                }
            }
            blob.ifPresent(id -> carried.put(REFERENCES + pointer.oid(), id));
        }
        if (carried.size() > MOST_OBJECTS) {
            throw new GitFailed(
                    GitFailed.Reason.NOT_COMMITTABLE,
                    "There are "
                            + carried.size()
                            + " new files of Git LFS, and at most "
                            + MOST_OBJECTS
                            + " travel at once. Divide the work into more subtasks.");
        }
        return carried;
    }

    /**
     * Keeps the contents that a bundle has brought, each compared with its name.
     *
     * @param references all that the bundle names
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if a content is another
     */
    public void take(Path repository, Map<String, CommitId> references) throws IOException {
        for (var reference : references.entrySet()) {
            var name = reference.getKey();
            if (!name.startsWith(REFERENCES)) {
                continue;
            }
            var oid = name.substring(REFERENCES.length());
            if (!OID.matcher(oid).matches()) {
                throw bad(oid);
            }
            if (!blob(repository, oid).equals(Optional.of(reference.getValue()))) {
                requireContent(repository, reference.getValue(), oid);
            }
            // Also if it is there already: then it stays for longer.
            point(repository, oid, reference.getValue());
        }
    }

    private void requireContent(Path repository, CommitId blob, String oid) throws IOException {
        var content = Files.createTempFile(repository, "incoming-", ".pack");
        try {
            var read =
                    git.run(
                            GitCall.in(repository, "cat-file", "blob", blob.hex())
                                    .writingTo(content, LARGEST_BYTES)
                                    .accepting(0, 128));
            if (!read.isSuccess() || !Sha256.of(content).equals(oid)) {
                throw bad(oid);
            }
        } finally {
            Files.delete(content);
        }
    }

    /**
     * The contents that a repository needs for a commit, as far as a mirror has them.
     *
     * @param mirror keeps what the repository has below {@link RepositoryCache#ASKED_FOR}
     */
    public Map<LfsPointer, CommitId> needed(Path mirror, CommitId commit) throws IOException {
        if (!isKeptIn(mirror)) {
            return Map.of();
        }
        var known = new ArrayList<CommitId>();
        var asked = mirror.resolve(References.ASKED_FOR.value());
        if (Files.isDirectory(asked)) {
            try (var files = Files.newDirectoryStream(asked)) {
                for (var file : files) {
                    var id = new CommitId(file.getFileName().toString());
                    if (!id.equals(commit)) {
                        known.add(id);
                    }
                }
            }
        }
        var needed = new LinkedHashMap<LfsPointer, CommitId>();
        for (var pointer : pointers(mirror, known, commit)) {
            blob(mirror, pointer.oid()).ifPresent(id -> needed.put(pointer, id));
        }
        return needed;
    }

    /** Writes a content to a file that is there. */
    public void export(Path repository, CommitId blob, Path file) {
        git.run(
                GitCall.in(repository, "cat-file", "blob", blob.hex())
                        .writingTo(file, LARGEST_BYTES)
                        .within(git.settings().remoteTimeout()));
    }

    private static boolean isKeptIn(Path gitDirectory) {
        return Files.isDirectory(gitDirectory.resolve(REFERENCES))
                || Files.isDirectory(gitDirectory.resolve(STORE), LinkOption.NOFOLLOW_LINKS);
    }

    private static Path gitDirectory(Path repository) {
        var inner = repository.resolve(".git");
        return Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS) ? inner : repository;
    }

    /** The pointers that a commit has and others have not; small blobs are all read. */
    private Set<LfsPointer> pointers(Path repository, Collection<CommitId> known, CommitId commit)
            throws IOException {
        var found = new LinkedHashSet<LfsPointer>();
        var scratch = Files.createTempDirectory(gitDirectory(repository), "codefleet-");
        try {
            var revisions = new StringBuilder(commit.hex()).append('\n');
            known.forEach(id -> revisions.append('^').append(id).append('\n'));
            var objects = scratch.resolve("objects");
            git.run(
                    GitCall.in(
                                    repository,
                                    "rev-list",
                                    "--objects",
                                    "--no-object-names",
                                    "--ignore-missing",
                                    "--stdin")
                            .readingFrom(Files.writeString(scratch.resolve("revisions"), revisions))
                            .writingTo(objects, LARGEST_BYTES));
            var facts = scratch.resolve("facts");
            git.run(
                    GitCall.in(
                                    repository,
                                    "cat-file",
                                    "--batch-check=%(objecttype) %(objectsize) %(objectname)")
                            .readingFrom(objects)
                            .writingTo(facts, LARGEST_BYTES));
            var small = scratch.resolve("small");
            try (var lines = Files.newBufferedReader(facts);
                    var names = Files.newBufferedWriter(small)) {
                for (String line; (line = lines.readLine()) != null; ) {
                    var parts = line.split(" ", -1);
                    if (parts[0].equals("blob")
                            && Long.parseLong(parts[1]) <= LfsPointer.LONGEST_BYTES) {
                        names.write(parts[2] + "\n");
                    }
                }
            }
            var contents = scratch.resolve("contents");
            git.run(
                    GitCall.in(repository, "cat-file", "--batch=%(objectsize)")
                            .readingFrom(small)
                            .writingTo(contents, LARGEST_BYTES));
            try (var in = new BufferedInputStream(Files.newInputStream(contents))) {
                for (int size; (size = number(in)) >= 0; ) {
                    var text = new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
                    in.skipNBytes(1);
                    LfsPointer.parse(text).ifPresent(found::add);
                }
            }
        } finally {
            Directories.delete(scratch);
        }
        return found;
    }

    /** A number and the end of its line; -1 at the end of all. */
    private static int number(BufferedInputStream in) throws IOException {
        var number = -1;
        for (int next; (next = in.read()) >= '0'; ) {
            number = Math.max(number, 0) * 10 + next - '0';
        }
        return number;
    }

    /** The blob that a repository keeps for a content. */
    private static Optional<CommitId> blob(Path repository, String oid) {
        return References.read(repository.resolve(REFERENCES + oid))
                .map(String::strip)
                .filter(CommitId::isFull)
                .map(CommitId::new);
    }

    /** A content in a directory that others write to: found by no link, and not compared yet. */
    private static Optional<Path> stored(Path store, LfsPointer pointer) throws IOException {
        var file = store.resolve(pointer.place());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().equals(store.toRealPath().resolve(pointer.place()))
                || Files.size(file) != pointer.size()) {
            return Optional.empty();
        }
        return Optional.of(file);
    }

    public static boolean isContent(Path file, LfsPointer pointer) throws IOException {
        return Files.size(file) == pointer.size() && Sha256.of(file).equals(pointer.oid());
    }

    private CommitId hash(Path repository, Path file) {
        return new CommitId(
                git.run(
                                GitCall.in(
                                                repository,
                                                "hash-object",
                                                "-w",
                                                "--no-filters",
                                                "--stdin")
                                        .readingFrom(file))
                        .line());
    }

    private static void point(Path repository, String oid, CommitId blob) {
        References.point(repository, new RefName(REFERENCES + oid), blob);
    }

    private static GitFailed bad(String oid) {
        return new GitFailed(
                GitFailed.Reason.BAD_BUNDLE,
                "The bundle brings another content than its name tells, of Git LFS: "
                        + Printable.of(oid));
    }
}
