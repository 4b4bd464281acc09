package dev.codefleet.git.lfs;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Printable;
import dev.codefleet.git.RefName;
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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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

    static final int MOST_OBJECTS = 20_000;

    /** As large as a programmer takes a bundle, if nothing else is set; here without packing. */
    private static final long MOST_BYTES = 1L << 30;

    private static final long LARGEST_BYTES = 16L << 30;

    /** How old a content's last use becomes before another is noted: most are used often. */
    private static final Duration UNTOUCHED = Duration.ofDays(1);

    private static final Pattern OID = Pattern.compile("[0-9a-f]{64}");

    private final Git git;
    private final long mostBytes;

    public Lfs(Git git) {
        this(git, MOST_BYTES);
    }

    /**
     * @param mostBytes that contents which travel at once may have together: packed they may be a
     *     thousandth of it
     */
    public Lfs(Git git, long mostBytes) {
        this.git = git;
        this.mostBytes = mostBytes;
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
     * @throws GitFailed with {@link GitFailed.Reason#TAMPERED} if the place of its content leads
     *     elsewhere
     */
    public Optional<LfsPointer> clean(Path file, Path gitDirectory) throws IOException {
        if (Files.size(file) == 0 || LfsPointer.read(file).isPresent()) {
            return Optional.empty();
        }
        var pointer = new LfsPointer(Sha256.of(file), Files.size(file));
        var place = Path.of(STORE).resolve(pointer.place());
        var kept = gitDirectory.resolve(place);
        if (stored(gitDirectory.resolve(STORE), pointer).isEmpty()) {
            var parent = Objects.requireNonNull(kept.getParent());
            Files.createDirectories(parent);
            if (!parent.toRealPath().equals(gitDirectory.toRealPath().resolve(place).getParent())) {
                throw new GitFailed(
                        GitFailed.Reason.TAMPERED,
                        "The workspace's .git has a symbolic link above " + place);
            }
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
     * @param mirror the repository that it borrows from; gets what comes from the source
     * @param source asked at most once, and only if there is a pointer without a content
     * @return a sentence on the pointers that stay; empty if there are none
     */
    public Optional<String> smudge(Path workTree, Path gitDirectory, Path mirror, LfsSource source)
            throws IOException {
        var scratch = Files.createTempDirectory(gitDirectory, "codefleet-");
        try {
            var list = scratch.resolve("list");
            git.run(
                    GitCall.in(
                                    workTree,
                                    "ls-files",
                                    "-z",
                                    "--",
                                    ":(top,attr:filter=" + FILTER + ")")
                            .writingTo(list, LARGEST_BYTES));
            if (!isInstalled()) {
                return left(workTree, list, Optional.of("git-lfs is not installed here"));
            }
            var missing = new LinkedHashSet<LfsPointer>();
            eachPointer(
                    workTree,
                    list,
                    (_, pointer) -> {
                        if (blob(gitDirectory, pointer.oid()).isEmpty()
                                && blob(mirror, pointer.oid()).isEmpty()) {
                            missing.add(pointer);
                        }
                    });
            var why = missing.isEmpty() ? Optional.<String>empty() : source.bring(mirror, missing);
            var fresh = scratch.resolve("content");
            var rest = scratch.resolve("rest");
            try (var names = Files.newBufferedWriter(rest)) {
                eachPointer(
                        workTree,
                        list,
                        (path, pointer) -> {
                            if (!write(pointer, gitDirectory, mirror, fresh, source)) {
                                names.write(path + '\0');
                                return;
                            }
                            // Into the file that git made: a copy would have another mode.
                            try (var out =
                                    Files.newOutputStream(
                                            workTree.resolve(path),
                                            StandardOpenOption.WRITE,
                                            StandardOpenOption.TRUNCATE_EXISTING,
                                            LinkOption.NOFOLLOW_LINKS)) {
                                Files.copy(fresh, out);
                            }
                        });
            }
            return left(workTree, rest, why);
        } finally {
            Directories.delete(scratch);
        }
    }

    private interface PointerWork {
        void with(String path, LfsPointer pointer) throws IOException;
    }

    private static void eachPointer(Path workTree, Path list, PointerWork work) throws IOException {
        try (var paths = new NulSeparated(list)) {
            for (String path; (path = paths.next()) != null; ) {
                var pointer = LfsPointer.read(workTree.resolve(path));
                if (pointer.isPresent()) {
                    work.with(path, pointer.get());
                }
            }
        }
    }

    private static Optional<String> left(Path workTree, Path list, Optional<String> why)
            throws IOException {
        var first = new ArrayList<String>();
        var count = new AtomicInteger();
        eachPointer(
                workTree,
                list,
                (path, _) -> {
                    if (count.getAndIncrement() == 0) {
                        first.add(Printable.of(path));
                    }
                });
        return first.stream()
                .map(path ->
                        "Files of Git LFS that are pointers in this tree: %d, such as '%s'; %s."
                                .formatted(
                                        count.get(),
                                        path,
                                        why.orElse(
                                                "their contents are not where the repository comes from")))
                .findFirst();
    }

    private boolean write(
            LfsPointer pointer, Path gitDirectory, Path mirror, Path into, LfsSource source) {
        for (var repository : List.of(gitDirectory, mirror)) {
            var blob = blob(repository, pointer.oid());
            if (blob.isPresent()) {
                export(repository, blob.get(), into);
                if (repository.equals(mirror)) {
                    source.used(mirror, pointer);
                }
                return true;
            }
        }
        return false;
    }

    /**
     * What contents are called in commits, by the references that name them.
     *
     * @param repository has them, each as a blob
     */
    public Map<LfsPointer, CommitId> pointersOf(Path repository, Map<String, CommitId> references)
            throws IOException {
        var sizes = sizes(repository, references.values());
        var pointers = new LinkedHashMap<LfsPointer, CommitId>();
        for (var one : references.entrySet()) {
            var oid = one.getKey().substring(REFERENCES.length());
            var size = sizes.get(one.getValue());
            if (!OID.matcher(oid).matches() || size == null) {
                throw bad(oid);
            }
            pointers.put(new LfsPointer(oid, size), one.getValue());
        }
        return pointers;
    }

    /** Whether a commit's own attributes name files of Git LFS. */
    private boolean isUsed(Path repository, CommitId commit) {
        return git.run(
                        GitCall.in(
                                        repository,
                                        "grep",
                                        "--quiet",
                                        "--extended-regexp",
                                        "-e",
                                        "^[^#].*[[:space:]]filter=lfs([[:space:]]|$)",
                                        commit.hex(),
                                        "--",
                                        ":(glob)**/.gitattributes")
                                .accepting(0, 1))
                .isSuccess();
    }

    /**
     * The contents of a commit's own tree that a store has, brought into a repository.
     *
     * @param references by their references there
     * @param missing how many contents the tree has pointers to, and the store has not
     * @param isTooLarge whether there are none because they are too large together
     */
    public record OfTree(Map<String, CommitId> references, int missing, boolean isTooLarge) {}

    /**
     * Brings the contents of a commit's own tree from a store.
     *
     * @param repository a repository of ours that has the commit
     * @param mostBytes that they may have together
     */
    public OfTree ofTree(Path repository, CommitId commit, Path store, long mostBytes)
            throws IOException {
        if (!isUsed(repository, commit)) {
            return new OfTree(Map.of(), 0, false);
        }
        var tree =
                new CommitId(
                        git.run(GitCall.in(repository, "rev-parse", commit + "^{tree}")).line());
        var all = new LinkedHashSet<LfsPointer>();
        var files = files(repository, commit);
        pointers(repository, List.of(), tree)
                .forEach((pointer, itself) -> {
                    if (files.contains(itself)) {
                        all.add(pointer);
                    }
                });
        var wanted = new ArrayList<LfsPointer>();
        for (var pointer : all) {
            if (Files.isDirectory(store) && stored(store, pointer).isPresent()) {
                wanted.add(pointer);
            }
        }
        if (wanted.size() > MOST_OBJECTS
                || total(wanted.stream().map(LfsPointer::size).toList()) > mostBytes) {
            return new OfTree(Map.of(), all.size(), true);
        }
        keep(repository, store, wanted);
        var references = new LinkedHashMap<String, CommitId>();
        for (var pointer : wanted) {
            blob(repository, pointer.oid())
                    .ifPresent(blob -> references.put(REFERENCES + pointer.oid(), blob));
        }
        return new OfTree(references, all.size() - references.size(), false);
    }

    /** Those of some pointers that a mirror lacks. */
    public static List<LfsPointer> missing(Path mirror, Collection<LfsPointer> pointers) {
        return pointers.stream().filter(one -> blob(mirror, one.oid()).isEmpty()).toList();
    }

    /** The blobs that a commit's own attributes name files of Git LFS. */
    private Set<String> files(Path repository, CommitId commit) throws IOException {
        var scratch = Files.createTempDirectory(gitDirectory(repository), "codefleet-");
        try {
            var index = Map.of("GIT_INDEX_FILE", scratch.resolve("index").toString());
            git.run(GitCall.in(repository, "read-tree", commit.hex()).environment(index));
            var list = scratch.resolve("list");
            // In an empty tree the attributes are those of the index.
            git.run(
                    GitCall.in(
                                    repository,
                                    "ls-files",
                                    "--stage",
                                    "-z",
                                    "--",
                                    ":(top,attr:filter=" + FILTER + ")")
                            .inWorkTree(
                                    Files.createDirectory(scratch.resolve("tree")),
                                    gitDirectory(repository))
                            .environment(index)
                            .writingTo(list, LARGEST_BYTES));
            var blobs = new HashSet<String>();
            try (var files = new NulSeparated(list)) {
                // "100644 <hash> 0\t<path>"
                for (String file; (file = files.next()) != null; ) {
                    blobs.add(file.split(" ", 3)[1]);
                }
            }
            return blobs;
        } finally {
            Directories.delete(scratch);
        }
    }

    /** Lets a mirror keep a content for as long as one that came now. */
    public static void touch(Path mirror, LfsPointer pointer, Instant now) {
        References.touchOlder(mirror, new RefName(REFERENCES + pointer.oid()), now, UNTOUCHED);
    }

    /** Those of some pointers whose contents a store seems to have; they are not compared yet. */
    public static List<LfsPointer> inStore(Path store, Collection<LfsPointer> pointers)
            throws IOException {
        var there = new ArrayList<LfsPointer>();
        for (var pointer : pointers) {
            if (stored(store, pointer).isPresent()) {
                there.add(pointer);
            }
        }
        return there;
    }

    /**
     * Keeps in a mirror what a store has of some contents, each compared with its pointer.
     *
     * @param store a directory of contents; others may write to it
     */
    public void keep(Path mirror, Path store, Collection<LfsPointer> wanted) throws IOException {
        var fresh = Files.createTempFile(mirror, "incoming-", ".pack");
        try {
            for (var pointer : wanted) {
                var stored = stored(store, pointer);
                if (stored.isPresent() && Files.isReadable(stored.get())) {
                    // A copy that nobody changes between the look at it and its use.
                    Files.copy(stored.get(), fresh, StandardCopyOption.REPLACE_EXISTING);
                    if (isContent(fresh, pointer)) {
                        point(mirror, pointer.oid(), hash(mirror, fresh));
                    }
                }
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * What a bundle has to bring besides commits: the contents of all pointers that are new in it,
     * as far as they are here, each blob by the name of its reference.
     *
     * @throws GitFailed with {@link GitFailed.Reason#NOT_COMMITTABLE} if they are too many or too
     *     large
     */
    public Map<String, CommitId> carried(
            Path repository, Collection<CommitId> known, CommitId commit) throws IOException {
        var gitDirectory = gitDirectory(repository);
        if (!isKeptIn(gitDirectory)) {
            return Map.of();
        }
        var carried = new LinkedHashMap<String, CommitId>();
        var besides = new LinkedHashMap<LfsPointer, Path>();
        for (var pointer : pointers(repository, known, commit).keySet()) {
            var blob = blob(gitDirectory, pointer.oid());
            if (blob.isPresent()) {
                carried.put(REFERENCES + pointer.oid(), blob.get());
            } else {
                stored(gitDirectory.resolve(STORE), pointer)
                        .ifPresent(file -> besides.put(pointer, file));
            }
        }
        var count = carried.size() + besides.size();
        if (count > MOST_OBJECTS) {
            throw new GitFailed(
                    GitFailed.Reason.NOT_COMMITTABLE,
                    "There are "
                            + count
                            + " new files of Git LFS, and at most "
                            + MOST_OBJECTS
                            + " travel at once. Divide the work into more subtasks.");
        }
        var sizes = new ArrayList<>(sizes(repository, carried.values()).values());
        besides.keySet().forEach(pointer -> sizes.add(pointer.size()));
        requireBearable(total(sizes), GitFailed.Reason.NOT_COMMITTABLE);
        for (var beside : besides.entrySet()) {
            if (isContent(beside.getValue(), beside.getKey())) {
                carried.put(
                        REFERENCES + beside.getKey().oid(), hash(repository, beside.getValue()));
            }
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
        var brought = new LinkedHashMap<String, CommitId>();
        for (var reference : references.entrySet()) {
            if (reference.getKey().startsWith(REFERENCES)) {
                var oid = reference.getKey().substring(REFERENCES.length());
                if (!OID.matcher(oid).matches()) {
                    throw bad(oid);
                }
                brought.put(oid, reference.getValue());
            }
        }
        if (brought.isEmpty()) {
            return;
        }
        if (brought.size() > MOST_OBJECTS) {
            throw new GitFailed(
                    GitFailed.Reason.BAD_BUNDLE,
                    "The bundle brings "
                            + brought.size()
                            + " files of Git LFS, and at most "
                            + MOST_OBJECTS
                            + " are taken at once.");
        }
        // Before any of them is unpacked.
        var sizes = sizes(repository, brought.values());
        requireBearable(total(sizes.values()), GitFailed.Reason.BAD_BUNDLE);
        for (var content : brought.entrySet()) {
            var oid = content.getKey();
            if (!sizes.containsKey(content.getValue())) {
                throw bad(oid);
            }
            if (!blob(repository, oid).equals(Optional.of(content.getValue()))) {
                requireContent(repository, content.getValue(), oid);
            }
            // Also if it is there already: then it stays for longer.
            point(repository, oid, content.getValue());
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
     * The contents that a repository needs for a commit. A pointer that tells a wrong size is left
     * out, since Git LFS finds nothing by it.
     *
     * @param mirror keeps what the repository has below {@link References#ASKED_FOR}
     * @param isThere whether the repository has a pointer's content without us
     * @throws GitFailed with {@link GitFailed.Reason#UNUSABLE} if they are too large together, or
     *     one that the commit was the first to name is nowhere
     */
    public Map<LfsPointer, CommitId> needed(
            Path mirror, CommitId commit, Predicate<LfsPointer> isThere) throws IOException {
        var asked = askedFor(mirror);
        var known = asked.stream().filter(id -> !id.equals(commit)).toList();
        var blobs = new LinkedHashMap<LfsPointer, CommitId>();
        var missing = new LinkedHashMap<LfsPointer, String>();
        pointers(mirror, known, commit)
                .forEach((pointer, itself) -> {
                    var blob = blob(mirror, pointer.oid());
                    if (blob.isPresent()) {
                        blobs.put(pointer, blob.get());
                    } else if (!isThere.test(pointer)) {
                        missing.put(pointer, itself);
                    }
                });
        if (!missing.isEmpty()) {
            requireOld(mirror, asked, commit, missing);
        }
        if (blobs.isEmpty()) {
            return Map.of();
        }
        var sizes = sizes(mirror, blobs.values());
        requireBearable(total(sizes.values()), GitFailed.Reason.UNUSABLE);
        blobs.entrySet()
                .removeIf(entry ->
                        !Long.valueOf(entry.getKey().size()).equals(sizes.get(entry.getValue())));
        return blobs;
    }

    private static List<CommitId> askedFor(Path mirror) throws IOException {
        var asked = mirror.resolve(References.ASKED_FOR.value());
        if (!Files.isDirectory(asked)) {
            return List.of();
        }
        try (var files = Files.list(asked)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(CommitId::isFull)
                    .map(CommitId::new)
                    .toList();
        }
    }

    /**
     * Refuses pointers without a content, unless the repository has had them before: then their
     * contents are its own matter. A text that only looks like a pointer, at a path that is none of
     * Git LFS's, needs none.
     */
    private void requireOld(
            Path mirror, List<CommitId> asked, CommitId commit, Map<LfsPointer, String> missing)
            throws IOException {
        var scratch = Files.createTempDirectory(mirror, "codefleet-");
        try {
            var fresh = new LinkedHashMap<String, LfsPointer>();
            missing.forEach((pointer, itself) -> fresh.put(itself, pointer));
            if (!asked.isEmpty()) {
                // In all of their history: an old pointer may have come back.
                var old = objects(mirror, List.of(), asked, "--no-object-names", scratch);
                try (var lines = Files.newBufferedReader(old)) {
                    for (String line; (line = lines.readLine()) != null; ) {
                        fresh.remove(line);
                    }
                }
            }
            if (fresh.isEmpty()) {
                return;
            }
            var known = asked.stream().filter(id -> !id.equals(commit)).toList();
            var named = objects(mirror, known, List.of(commit), "--object-names", scratch);
            var paths = new LinkedHashMap<String, String>();
            // Not by lines: a path may have a carriage return in it.
            try (var lines = new Scanner(named, StandardCharsets.ISO_8859_1).useDelimiter("\n")) {
                while (lines.hasNext()) {
                    var parts = lines.next().split(" ", 2);
                    if (parts.length == 2 && fresh.containsKey(parts[0])) {
                        paths.putIfAbsent(parts[0], parts[1]);
                    }
                }
            }
            var index = Map.of("GIT_INDEX_FILE", scratch.resolve("index").toString());
            git.run(GitCall.in(mirror, "read-tree", commit.hex()).environment(index));
            var names =
                    Files.writeString(
                            scratch.resolve("paths"),
                            String.join("\0", paths.values()) + '\0',
                            StandardCharsets.ISO_8859_1);
            var answers = scratch.resolve("attributes");
            git.run(
                    GitCall.in(mirror, "check-attr", "--cached", "-z", "--stdin", "filter")
                            .readingFrom(names)
                            .environment(index)
                            .writingTo(answers, LARGEST_BYTES));
            try (var fields = new NulSeparated(answers)) {
                for (var itself : paths.keySet()) {
                    var path = fields.next();
                    fields.next();
                    if (FILTER.equals(fields.next())) {
                        throw new GitFailed(
                                GitFailed.Reason.UNUSABLE,
                                "The content of '"
                                        + Printable.of(Objects.requireNonNull(path))
                                        + "' is missing: the result names it for Git LFS (sha256 "
                                        + Objects.requireNonNull(fresh.get(itself)).oid()
                                        + "), and no subtask has brought it. Have a subtask write the"
                                        + " file itself instead of its pointer, or choose the"
                                        + " delivery download.");
                    }
                }
            }
        } finally {
            Directories.delete(scratch);
        }
    }

    /** The sizes of those that are blobs of the repository. */
    private Map<CommitId, Long> sizes(Path repository, Collection<CommitId> blobs)
            throws IOException {
        if (blobs.isEmpty()) {
            return Map.of();
        }
        var scratch = Files.createTempDirectory(gitDirectory(repository), "codefleet-");
        try {
            var names = new StringBuilder();
            blobs.forEach(blob -> names.append(blob).append('\n'));
            var facts = scratch.resolve("facts");
            git.run(
                    GitCall.in(
                                    repository,
                                    "cat-file",
                                    "--batch-check=%(objecttype) %(objectsize) %(objectname)")
                            .readingFrom(Files.writeString(scratch.resolve("names"), names))
                            .writingTo(facts, LARGEST_BYTES));
            var sizes = new LinkedHashMap<CommitId, Long>();
            for (var line : Files.readAllLines(facts)) {
                var parts = line.split(" ", -1);
                if (parts[0].equals("blob")) {
                    sizes.put(new CommitId(parts[2]), Long.parseLong(parts[1]));
                }
            }
            return sizes;
        } finally {
            Directories.delete(scratch);
        }
    }

    /** No sum of sizes that somebody has made up becomes negative. */
    static long total(Collection<Long> sizes) {
        return sizes.stream()
                .mapToLong(Long::longValue)
                .reduce(
                        0,
                        (one, other) ->
                                one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other);
    }

    private void requireBearable(long bytes, GitFailed.Reason reason) {
        if (bytes > mostBytes) {
            throw new GitFailed(
                    reason,
                    "Files of Git LFS have "
                            + bytes
                            + " bytes, and at most "
                            + mostBytes
                            + " travel at once. Leave large files to a step outside of Codefleet, or"
                            + " divide the work.");
        }
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

    /**
     * The pointers that a commit has and others have not, each with the blob that it is; small
     * blobs are all read.
     */
    private Map<LfsPointer, String> pointers(
            Path repository, Collection<CommitId> known, CommitId commit) throws IOException {
        var found = new LinkedHashMap<LfsPointer, String>();
        var scratch = Files.createTempDirectory(gitDirectory(repository), "codefleet-");
        try {
            var objects = objects(repository, known, List.of(commit), "--no-object-names", scratch);
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
            try (var in = new BufferedInputStream(Files.newInputStream(contents));
                    var names = Files.newBufferedReader(small)) {
                for (int size; (size = number(in)) >= 0; ) {
                    var text = new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
                    in.skipNBytes(1);
                    var itself = Objects.requireNonNull(names.readLine());
                    LfsPointer.parse(text).ifPresent(it -> found.putIfAbsent(it, itself));
                }
            }
        } finally {
            Directories.delete(scratch);
        }
        return found;
    }

    /** Lists the objects of commits that others have not. */
    private Path objects(
            Path repository,
            Collection<CommitId> known,
            Collection<CommitId> commits,
            String names,
            Path scratch)
            throws IOException {
        var revisions = new StringBuilder();
        commits.forEach(id -> revisions.append(id).append('\n'));
        known.forEach(id -> revisions.append('^').append(id).append('\n'));
        var objects = scratch.resolve("objects");
        git.run(
                GitCall.in(
                                repository,
                                "rev-list",
                                "--objects",
                                names,
                                "--ignore-missing",
                                "--stdin")
                        .readingFrom(Files.writeString(scratch.resolve("revisions"), revisions))
                        .writingTo(objects, LARGEST_BYTES));
        return objects;
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
                                        .readingFrom(file)
                                        .within(git.settings().remoteTimeout()))
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
