package dev.codefleet.git.remote;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings a branch to a repository on this machine without running git in it. A repository of our
 * own that borrows its objects takes what is missing, and checks it; the new pack is then put
 * beside the others, and the branch written as git writes it, behind a lock.
 */
final class LocalDelivery {
    private static final String PACK = "objects/pack";

    private final Git git;
    private final LocalSource target;
    private final RefName branch;
    private final String reference;

    LocalDelivery(Git git, LocalSource target, RefName branch) {
        this.git = git;
        this.target = target;
        this.branch = branch;
        this.reference = "refs/heads/" + branch;
    }

    /**
     * Looks whether the branch could be brought.
     *
     * @throws GitFailed with {@link GitFailed.Reason#UNUSABLE} and the way out if not
     */
    void check() {
        if (target.isReftable()) {
            throw refused(
                    "keeps its branches in a reftable, which only git itself can write. Choose the"
                            + " delivery download, and fetch the branch from result.bundle.");
        }
        try {
            refuseLinks(Path.of(PACK));
            refuseLinks(parent(Path.of(reference)));
            requireWritable(PACK);
            requireWritable(reference);
            for (var above = parent(Path.of(reference));
                    above.getNameCount() > 2;
                    above = parent(above)) {
                if (Files.isRegularFile(target.common().resolve(above)) || isPacked(above)) {
                    throw refused(
                            "has a branch "
                                    + Path.of("refs/heads").relativize(above)
                                    + ", beside which there can be no branch "
                                    + branch
                                    + ". Rename it.");
                }
            }
            for (var head : target.heads()) {
                if (References.read(head)
                        .filter(text -> text.strip().equals("ref: " + reference))
                        .isPresent()) {
                    throw refused(
                            "has the branch "
                                    + branch
                                    + " checked out. Check out another one in it.");
                }
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot look at the repository at " + target.path(), e);
        }
    }

    /** The branch is only moved forward; a commit that it has already is no change. */
    void bring(Path mirror, CommitId commit) {
        try {
            try (var scratch = Scratch.make(git)) {
                var own = scratch.path().resolve("repository.git");
                target.borrow(own);
                var before = read(own);
                if (before.equals(commit.hex())) {
                    return;
                }
                check();
                fetch(own, mirror, commit);
                takePacks(own.resolve(PACK));
                takeLfs(mirror, commit, scratch.path().resolve("content"));
                write(before, commit);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot bring the branch to " + target.path(), e);
        }
    }

    private String read(Path own) {
        return git.run(
                        GitCall.in(own, "rev-parse", "--verify", "--quiet", reference)
                                .accepting(0, 1))
                .line();
    }

    /** Refuses to rewrite the branch, and a commit whose history the repository has lost. */
    private void fetch(Path own, Path mirror, CommitId commit) {
        var source = mirror.toAbsolutePath().toString();
        var refspec = commit + ":" + reference;
        var call =
                GitCall.in(
                                own,
                                List.of(
                                        "fetch",
                                        "--quiet",
                                        "--no-tags",
                                        "--no-write-fetch-head",
                                        source,
                                        refspec))
                        .config("fetch.unpackLimit=1")
                        .within(git.settings().remoteTimeout());
        var fetched = git.run(call.accepting(0, 1));
        if (!fetched.isSuccess()) {
            throw refused(
                    "has a branch "
                            + branch
                            + " that went another way, and is not rewritten. Rename or delete it.");
        }
    }

    /** The index last, as git does it: a pack without one is not seen yet. */
    private void takePacks(Path from) throws IOException {
        for (var kind : List.of("*.pack", "*.rev", "*.idx")) {
            try (var files = Files.newDirectoryStream(from, kind)) {
                for (var file : files) {
                    var place = target.common().resolve(PACK).resolve(file.getFileName());
                    createDirectories(parent(place));
                    if (!Files.exists(place)) {
                        takeFile(file, place);
                    }
                }
            }
        }
    }

    private void takeFile(Path file, Path place) throws IOException {
        var fresh = Files.createTempFile(parent(place), "tmp_pack_", "");
        try {
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
            giveToOwner(fresh);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Before the branch: what it names can be had at any time. */
    private void takeLfs(Path mirror, CommitId commit, Path content) throws IOException {
        var lfs = new Lfs(git);
        var contents = target.common().resolve(Lfs.STORE);
        Predicate<LfsPointer> isThere =
                pointer -> Files.isRegularFile(contents.resolve(pointer.place()));
        takeContents(lfs.needed(mirror, commit, isThere), mirror, content);
    }

    /**
     * Puts contents into the repository's own store, each compared with its pointer.
     *
     * @param own the repository that has them, each as a blob
     * @param content a file that is there for the time of this
     */
    void takeContents(Map<LfsPointer, CommitId> contents, Path own, Path content)
            throws IOException {
        var lfs = new Lfs(git);
        for (var needed : contents.entrySet()) {
            var inside = Path.of(Lfs.STORE).resolve(needed.getKey().place());
            var place = target.common().resolve(inside);
            if (Files.exists(place)) {
                continue;
            }
            refuseLinks(inside);
            lfs.export(own, needed.getValue(), content);
            if (!Lfs.isContent(content, needed.getKey())) {
                throw new GitFailed(
                        GitFailed.Reason.BAD_BUNDLE,
                        "A file of Git LFS is not what its pointer says: " + needed.getKey().oid());
            }
            createDirectories(parent(place));
            takeFile(content, place);
        }
    }

    /** The same for whoever can do without: those that are not taken, each with why. */
    Map<LfsPointer, String> takeContentsOrTell(
            Map<LfsPointer, CommitId> contents, Path own, Path content) {
        var left = new LinkedHashMap<LfsPointer, String>();
        for (var each : contents.entrySet()) {
            try {
                takeContents(Map.of(each.getKey(), each.getValue()), own, content);
            } catch (GitFailed e) {
                if (e.reason() != GitFailed.Reason.UNUSABLE) {
                    throw e;
                }
                left.put(each.getKey(), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                left.put(
                        each.getKey(),
                        "Its " + Lfs.STORE + " cannot be written to: " + e.getMessage());
            }
        }
        return left;
    }

    private void write(String before, CommitId commit) throws IOException {
        var file = target.common().resolve(reference);
        createDirectories(parent(file));
        var lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.writeString(lock, commit + "\n", StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException _) {
            throw refused("has the branch " + branch + " locked by another git command: " + lock);
        }
        try {
            if (!current(file).equals(before)) {
                throw refused("got another branch " + branch + " meanwhile.");
            }
            giveToOwner(lock);
            Files.move(lock, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(lock);
        }
    }

    private String current(Path file) throws IOException {
        var single = References.read(file);
        return single.isPresent() ? single.get().strip() : packed(reference).orElse("");
    }

    private boolean isPacked(Path name) throws IOException {
        return packed(name.toString()).isPresent();
    }

    private Optional<String> packed(String name) throws IOException {
        var file = target.common().resolve("packed-refs");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.endsWith(" " + name))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .findFirst();
        }
    }

    /** What is behind a link may be anything. */
    private void refuseLinks(Path inside) {
        for (var path = inside; path != null; path = path.getParent()) {
            if (Files.isSymbolicLink(target.common().resolve(path))) {
                throw refused(
                        "has a symbolic link at " + path + ", through which nothing is written.");
            }
        }
    }

    private void requireWritable(String inside) {
        var path = target.common().resolve(inside);
        var directory = Files.isDirectory(path) ? path : parent(path);
        while (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            directory = parent(directory);
        }
        if (!Files.isWritable(directory)) {
            throw refused(
                    "cannot be written to by the fleet ("
                            + directory
                            + "). Allow it, or choose the delivery download.");
        }
    }

    /** Each like the one that it is made in: a group may share the repository. */
    private void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createDirectories(parent(directory));
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(
                    directory, Files.getPosixFilePermissions(parent(directory)));
            giveToOwner(directory);
        }
    }

    /** Only root writes to what is another user's, who has to be able to delete it. */
    private void giveToOwner(Path path) throws IOException {
        if (target.isOfAnotherUser()
                || !Files.getOwner(path).equals(Files.getOwner(target.common()))) {
            Files.setOwner(path, Files.getOwner(target.common()));
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private GitFailed refused(String why) {
        return LocalSource.unusable(target.path(), why);
    }
}
