package dev.codefleet.cli.repository;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import dev.codefleet.git.remote.BranchDelivery;
import dev.codefleet.git.remote.LocalSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A git repository on this machine. It is read, and gets one branch in the end: nothing else in it
 * changes.
 */
public final class LocalRepository {
    /** Only the bundle has it: what is to be fetched needs a name there. */
    private static final RefName UPLOADED = new RefName("refs/heads/upload");

    private final Git git;
    private final Path root;
    private final boolean isOfAnotherUser;

    private LocalRepository(Git git, Path root, boolean isOfAnotherUser) {
        this.git = git;
        this.root = root;
        this.isOfAnotherUser = isOfAnotherUser;
    }

    /**
     * The repository that a directory belongs to.
     *
     * @throws CommandFailed if there is none, or none that the fleet can work on
     */
    public static LocalRepository containing(Path directory, Git git) {
        Path real;
        try {
            real = directory.toRealPath();
        } catch (IOException _) {
            throw CommandFailed.usage("There is no directory " + directory + ".");
        }
        for (var root = real; root != null; root = root.getParent()) {
            if (Files.exists(root.resolve(".git")) || isBare(root)) {
                return open(root, git);
            }
        }
        throw CommandFailed.usage(directory + " is in no git repository.");
    }

    private static LocalRepository open(Path root, Git git) {
        try {
            return new LocalRepository(git, root, LocalSource.open(git, root).isOfAnotherUser());
        } catch (GitFailed e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isBare(Path directory) {
        return Files.isRegularFile(directory.resolve("HEAD"))
                && Files.isDirectory(directory.resolve("objects"))
                && Files.isDirectory(directory.resolve("refs"));
    }

    Git git() {
        return git;
    }

    /** Its top directory. */
    public Path root() {
        return root;
    }

    /**
     * The commit that a revision means here.
     *
     * @throws CommandFailed if there is none
     */
    public CommitId commit(String revision) {
        try {
            var name = reference(revision).orElse(revision) + "^{commit}";
            return new CommitId(run("rev-parse", "--verify", "--quiet", "--end-of-options", name));
        } catch (GitFailed e) {
            if (!e.stderr().isBlank()) {
                throw CommandFailed.usage("git cannot read " + root + ":", e.stderr().strip());
            }
            var hint =
                    revision.equals("HEAD")
                            ? "Does it have a commit yet?"
                            : "Is --ref spelt right?";
            throw CommandFailed.usage(
                    "There is no commit '" + revision + "' in " + root + ".", hint);
        }
    }

    /**
     * What to call a revision to someone who clones this repository: branches and tags by their
     * full name, so that nothing is left to be read in another way; anything else by its commit.
     */
    public String portableName(String revision) {
        if (revision.equals("HEAD")) {
            return revision;
        }
        return reference(revision).orElseGet(() -> commit(revision).hex());
    }

    /**
     * The full name of the branch or tag that a revision means, if it means one; {@code rev-parse}
     * alone would take the tag where there are both.
     */
    private Optional<String> reference(String revision) {
        if (revision.equals("HEAD") || CommitId.isFull(revision) || !RefName.isValid(revision)) {
            return Optional.empty();
        }
        return new RefName(revision).candidates().stream().filter(this::exists).findFirst();
    }

    /** Number of files with changes that no commit has, new ones included. */
    public long uncommittedFiles() {
        if (!Files.exists(root.resolve(".git"))) {
            return 0;
        }
        try {
            return run("status", "--porcelain", "--untracked-files=normal").lines().count();
        } catch (GitFailed _) {
            // It is for a mere note: what is wrong with the repository matters elsewhere, or not.
            return 0;
        }
    }

    /**
     * A commit with all that led to it, as a file.
     *
     * @param contents what comes along of Git LFS
     */
    record Packed(BundleFile bundle, Lfs.OfTree contents) {}

    /**
     * Writes a commit with all that led to it to a file, and those contents of its files of Git LFS
     * that the repository has.
     *
     * @param mostLfsBytes that the contents may have together; of more, none come along
     * @throws CommandFailed if the repository does not have all of the commits
     */
    Packed bundle(CommitId commit, long mostLfsBytes, Path file) {
        try (var scratch = Scratch.make(git)) {
            // Contents become objects, which the repository itself is not to get.
            var own = scratch.path().resolve("repository.git");
            var source = LocalSource.open(git, root);
            source.borrow(own);
            var store = source.common().resolve(Lfs.STORE);
            var contents = new Lfs(git).ofTree(own, commit, store, mostLfsBytes);
            var bundle =
                    Bundles.createWhole(git, own, commit, UPLOADED, contents.references(), file);
            return new Packed(bundle, contents);
        } catch (GitFailed | IOException e) {
            throw CommandFailed.failed(
                    "git cannot make a bundle of " + root + ":", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Contents of Git LFS that did not come along with a branch.
     *
     * @param oids their checksums; empty if all came
     * @param why a sentence about the first
     */
    record Left(List<String> oids, String why) {}

    /** Whether a commit is here, with all that its tree needs to be built upon. */
    boolean has(String commit) {
        var call = GitCall.in(root, "cat-file", "-e", commit + "^{commit}").accepting(0, 1, 128);
        return git.run(call.trusting(root)).isSuccess();
    }

    /**
     * Makes a branch at a commit that is here already; one that is there at this commit stays.
     *
     * @throws CommandFailed if git refuses it
     */
    void addBranch(String branch, String commit) {
        var ref = "refs/heads/" + branch;
        if (exists(ref) && commit(ref).hex().equals(commit)) {
            return;
        }
        try {
            run("update-ref", "--no-deref", ref, commit, "0".repeat(commit.length()));
        } catch (GitFailed e) {
            throw notBrought(branch, e);
        }
    }

    /**
     * Makes a branch from a bundle.
     *
     * @param from the branch in the bundle
     * @param isReplaced whether a branch that is there and has something else gives way
     * @return what did not come along
     * @throws CommandFailed if git refuses it
     */
    Left addBranch(String from, String to, Path bundle, boolean isReplaced) {
        try {
            var contents = Bundles.contents(bundle);
            if (contents.isEmpty()) {
                fetch(bundle, from, to, isReplaced);
                fetchNotes(bundle);
                return new Left(List.of(), "");
            }
            var left = fetchWithContents(bundle, contents, from, to, isReplaced);
            fetchNotes(bundle);
            return left;
        } catch (GitFailed | IOException e) {
            throw notBrought(to, e);
        }
    }

    /** By way of a repository of our own: this one is to get contents as files, not as objects. */
    private Left fetchWithContents(
            Path bundle, Map<String, CommitId> contents, String from, String to, boolean isReplaced)
            throws IOException {
        try (var scratch = Scratch.make(git)) {
            var own = scratch.path().resolve("repository.git");
            LocalSource.open(git, root).borrow(own);
            git.run(
                    GitCall.in(
                                    own,
                                    "fetch",
                                    "--quiet",
                                    "--no-tags",
                                    "--no-write-fetch-head",
                                    bundle.toAbsolutePath().toString(),
                                    "+refs/heads/" + from + ":refs/heads/" + from,
                                    "+" + Lfs.REFERENCES + "*:refs/codefleet/incoming/*")
                            .within(git.settings().remoteTimeout()));
            new Lfs(git).take(own, contents);
            // Before the branch: what it names can be had at any time.
            var left = putIntoStore(own, contents);
            fetch(own, from, to, isReplaced);
            return left;
        }
    }

    private Left putIntoStore(Path own, Map<String, CommitId> contents) {
        if (hasStoreElsewhere()) {
            var all =
                    contents.keySet().stream().map(name -> name.substring(Lfs.REFERENCES.length()));
            return new Left(all.toList(), "It keeps them elsewhere, as its lfs.storage says.");
        }
        var left = BranchDelivery.contentsToLocal(git, root, own, contents);
        return new Left(
                left.keySet().stream().map(LfsPointer::oid).toList(),
                left.values().stream().findFirst().orElse(""));
    }

    /** Whether Git LFS looks for contents in another place than the usual one. */
    private boolean hasStoreElsewhere() {
        var call = GitCall.in(root, "config", "--get", "lfs.storage").accepting(0, 1);
        var storage = git.run(allowed(call)).line();
        if (storage.isEmpty()) {
            return false;
        }
        var common = LocalSource.open(git, root).common();
        var usual = common.resolve(Lfs.STORE).resolveSibling("");
        return !common.resolve(storage).normalize().equals(usual.normalize());
    }

    private void fetch(Path source, String from, String to, boolean isReplaced) {
        fetch(source, (isReplaced ? "+" : "") + "refs/heads/" + from + ":refs/heads/" + to);
    }

    /** What is signed of the result, and no notes of any other kind. */
    private void fetchNotes(Path bundle) {
        for (var name : Bundles.notes(bundle)) {
            if (name.startsWith(SignedResult.NOTES)) {
                fetch(bundle, "+" + name + ":" + name);
            }
        }
    }

    private void fetch(Path source, String refspec) {
        run(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-prune",
                "--no-recurse-submodules",
                "--no-auto-maintenance",
                "--no-write-fetch-head",
                "--no-write-commit-graph",
                source.toString(),
                refspec);
    }

    private CommandFailed notBrought(String branch, Exception e) {
        var said = e instanceof GitFailed failure ? failure.stderr().strip() : "";
        return CommandFailed.failed(
                "The result could not be brought into " + root + " as " + branch + ".",
                said.isEmpty() ? String.valueOf(e.getMessage()) : said);
    }

    /** The history of a branch down to a commit, drawn by git. */
    public List<String> graph(String branch, String since) {
        var range = since + ".." + branch;
        return run("log", "--graph", "--oneline", "--no-decorate", range).lines().toList();
    }

    private boolean exists(String ref) {
        var call = GitCall.in(root, "show-ref", "--verify", "--quiet", ref).accepting(0, 1, 128);
        return git.run(allowed(call)).isSuccess();
    }

    private String run(String... arguments) {
        // Only line ends are stripped: in a short status the first column may be a space.
        return git.run(allowed(GitCall.in(root, arguments))).text().stripTrailing();
    }

    /** Git does not see here what the user's own configuration says is safe. */
    private GitCall allowed(GitCall call) {
        return isOfAnotherUser ? call.trusting(root) : call;
    }
}
