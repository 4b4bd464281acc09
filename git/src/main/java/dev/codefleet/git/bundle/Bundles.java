package dev.codefleet.git.bundle;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.objects.LooseObjects;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.Scratch;
import dev.codefleet.git.workspace.Workspace;
import dev.codefleet.support.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries commits between repositories as files.
 *
 * <p>A bundle is a short text and a pack. The text is read and written here and git only handles
 * the pack: one process where {@code git bundle} and {@code git fetch} need five.
 */
public final class Bundles {
    /** How the names of files begin that are there while a bundle is made. */
    public static final String OUTGOING = "codefleet-outgoing-";

    private static final String PREFIX = "refs/codefleet/bundle/";

    private Bundles() {}

    /**
     * Writes a bundle of everything that {@code commit} has and {@code known} do not. In a
     * workspace call {@link Workspace#secure()} before, unless {@link Workspace#commitAll} has just
     * run.
     *
     * @param known commits that the receiver has; may be empty
     * @param file where to; replaced when it exists
     * @throws IllegalArgumentException if {@code commit} is among {@code known}
     * @throws GitFailed if the repository lacks a commit, or {@code known} already have all of it
     */
    public static BundleFile create(
            Git git, Path repository, Collection<CommitId> known, CommitId commit, Path file) {
        if (known.contains(commit)) {
            throw new IllegalArgumentException("Nothing to bundle: the receiver has " + commit);
        }
        var made = create(git, repository, known, commit, refFor(commit), file);
        if (made.isEmpty()) {
            throw new GitFailed(
                    GitFailed.Reason.NOT_FOUND, "Nothing to bundle: the receiver has " + commit);
        }
        return made.bundle();
    }

    /**
     * Writes a bundle that brings {@code commit} under a name. Unlike {@code git bundle create}
     * this also makes one without objects, for a receiver that has the commit and lacks the name.
     *
     * @param known commits that the receiver has; may be empty
     * @param as the full reference name that a fetch finds in it
     * @param file where to; replaced when it exists
     * @throws GitFailed if the repository lacks a commit
     */
    public static BundleFile createNamed(
            Git git,
            Path repository,
            Collection<CommitId> known,
            CommitId commit,
            RefName as,
            Path file) {
        return create(git, repository, known, commit, as, file).bundle();
    }

    /**
     * The same with further commits that the receiver lacks, such as notes.
     *
     * @param further by the full reference names that a fetch finds them by
     */
    public static BundleFile createNamed(
            Git git,
            Path repository,
            Collection<CommitId> known,
            CommitId commit,
            RefName as,
            Map<String, CommitId> further,
            Path file) {
        try {
            var beside = new LinkedHashMap<>(new Lfs(git).carried(repository, known, commit));
            beside.putAll(further);
            return create(git, repository, known, commit, as, beside, file).bundle();
        } catch (IOException e) {
            throw new GitFailed("Cannot write the bundle", e);
        }
    }

    /** The references of notes that a bundle has. */
    public static Set<String> notes(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var names = new LinkedHashSet<>(BundleHeader.read(in).references().keySet());
            names.removeIf(name -> !name.startsWith("refs/notes/"));
            return names;
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
    }

    /**
     * Writes a bundle that is a repository by itself: {@code commit} with all that led to it.
     *
     * @param beside contents of Git LFS that come along, by their references
     * @param as the full reference name that a fetch finds in it
     * @param file where to; replaced when it exists
     * @throws GitFailed if the repository lacks a commit
     */
    public static BundleFile createWhole(
            Git git,
            Path repository,
            CommitId commit,
            RefName as,
            Map<String, CommitId> beside,
            Path file) {
        return create(git, repository, List.of(), commit, as, beside, file).bundle();
    }

    /**
     * Takes a bundle's commit into a repository, and keeps it there under a reference, as {@link
     * #bring} and {@link References#point} do.
     *
     * @param keepAs a full reference name below {@code refs/codefleet/}
     * @throws GitFailed as {@link #bring}
     */
    public static void add(
            Git git, Path repository, Path file, String sha256, CommitId commit, RefName keepAs) {
        bring(git, repository, file, sha256, commit);
        References.point(repository, keepAs, commit);
    }

    /**
     * Takes a bundle's objects into a bare repository, and keeps the contents of Git LFS among them
     * under {@link RepositoryCache#LFS}. Checksum, every object and all that the objects refer to
     * are checked before the commit is there; point a reference at it, or a later clean-up takes it
     * away.
     *
     * @param sha256 the checksum that the file must have
     * @param commit the commit that it must bring
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if it is not what was announced,
     *     or builds on a commit that the repository lacks
     */
    public static void bring(Git git, Path repository, Path file, String sha256, CommitId commit) {
        try {
            var pack = Files.createTempFile(repository, "incoming-", ".pack");
            try {
                var header = separate(file, sha256, pack);
                require(header.references().containsValue(commit), "does not bring " + commit);
                require(header.isSha256() == commit.isSha256(), "names objects in another way");
                Packs.take(git, repository, pack);
                new Lfs(git).take(repository, header.references());
            } finally {
                Files.delete(pack);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
        var isThere = LooseObjects.has(repository, commit) || Commits.has(git, repository, commit);
        require(isThere, "does not bring " + commit);
    }

    /**
     * The commits that a bundle builds on.
     *
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if it is none
     */
    public static List<CommitId> prerequisites(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return BundleHeader.read(in).prerequisites();
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
    }

    /**
     * Takes contents of Git LFS that a bundle has besides its commits into a mirror, each compared
     * with its name.
     *
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if one is another than it is named
     */
    public static void bringContents(Git git, Path mirror, Path file, Collection<LfsPointer> wanted)
            throws IOException {
        var offered = contents(file);
        var taken = new LinkedHashMap<String, CommitId>();
        for (var pointer : wanted) {
            var name = Lfs.REFERENCES + pointer.oid();
            var blob = offered.get(name);
            if (blob != null) {
                taken.put(name, blob);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        var names = Files.createTempFile(mirror, "incoming-", ".pack");
        try {
            Files.write(names, taken.keySet());
            git.run(
                    GitCall.in(
                                    mirror,
                                    "fetch",
                                    "--quiet",
                                    "--no-tags",
                                    "--no-write-fetch-head",
                                    "--stdin",
                                    file.toAbsolutePath().toString())
                            .readingFrom(names)
                            .within(git.settings().remoteTimeout()));
        } finally {
            Files.delete(names);
        }
        new Lfs(git).take(mirror, taken);
    }

    /**
     * The contents of Git LFS that a bundle has besides its commits, by their references.
     *
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} if it is none
     */
    public static Map<String, CommitId> contents(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var contents = new LinkedHashMap<>(BundleHeader.read(in).references());
            contents.keySet().removeIf(name -> !name.startsWith(Lfs.REFERENCES));
            return contents;
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
    }

    /**
     * Looks whether a bundle is a repository by itself: with every commit, and every file of each.
     *
     * @throws GitFailed with {@link GitFailed.Reason#BAD_BUNDLE} and the way out if it is not
     */
    public static void requireWhole(Git git, Path file) {
        try {
            try (var scratch = Scratch.make(git)) {
                var own = scratch.path();
                var pack = own.resolve("it.pack");
                var header = separate(file, pack);
                require(
                        header.prerequisites().isEmpty(),
                        "builds on commits that it does not bring");
                require(!header.references().isEmpty(), "has no branch and no tag");
                var format = header.isSha256() ? "sha256" : "sha1";
                git.run(
                        GitCall.in(
                                own,
                                "init",
                                "--quiet",
                                "--bare",
                                "--template=",
                                "--object-format=" + format));
                var checked =
                        git.run(
                                GitCall.in(
                                                own,
                                                "index-pack",
                                                "--check-self-contained-and-connected",
                                                pack.toString())
                                        .within(git.settings().remoteTimeout())
                                        .accepting(0, 1, 128));
                require(
                        checked.isSuccess(),
                        "lacks commits or files that it refers to. If it comes from a shallow clone,"
                                + " fetch the rest with 'git fetch --unshallow' and make it again; a"
                                + " partial clone has to be cloned whole ("
                                + checked.stderr().strip()
                                + ")");
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot read the bundle", e);
        }
    }

    /** A bundle, and whether its pack has no objects. */
    private record Made(BundleFile bundle, boolean isEmpty) {}

    private static Made create(
            Git git,
            Path repository,
            Collection<CommitId> known,
            CommitId commit,
            RefName as,
            Path file) {
        try {
            var beside = new Lfs(git).carried(repository, known, commit);
            return create(git, repository, known, commit, as, beside, file);
        } catch (IOException e) {
            throw new GitFailed("Cannot write the bundle", e);
        }
    }

    private static Made create(
            Git git,
            Path repository,
            Collection<CommitId> known,
            CommitId commit,
            RefName as,
            Map<String, CommitId> beside,
            Path file) {
        var target = file.toAbsolutePath();
        try {
            var references = new LinkedHashMap<String, CommitId>();
            references.put(as.value(), commit);
            references.putAll(beside);
            var header = new BundleHeader(List.copyOf(known), references, commit.isSha256());
            var pack = Files.createTempFile(target.getParent(), OUTGOING, ".pack");
            var fresh = Files.createTempFile(target.getParent(), OUTGOING, ".bundle");
            try {
                Packs.make(git, repository, known, commit, beside.values(), pack);
                var sha256 = Sha256.joining(header.bytes(), pack, fresh);
                var isEmpty = Packs.count(pack) == 0;
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
                var size = Files.size(target);
                return new Made(new BundleFile(target, commit, sha256, size), isEmpty);
            } finally {
                Files.deleteIfExists(fresh);
                Files.delete(pack);
            }
        } catch (IOException e) {
            throw new GitFailed("Cannot write the bundle", e);
        }
    }

    private static BundleHeader separate(Path file, Path pack) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file));
                var out = Files.newOutputStream(pack)) {
            var header = BundleHeader.read(in);
            in.transferTo(out);
            return header;
        }
    }

    private static BundleHeader separate(Path file, String sha256, Path pack) throws IOException {
        var digest = Sha256.digest();
        try (var in =
                        new BufferedInputStream(
                                new DigestInputStream(Files.newInputStream(file), digest));
                var out = Files.newOutputStream(pack)) {
            var header = BundleHeader.read(in);
            in.transferTo(out);
            require(
                    HexFormat.of().formatHex(digest.digest()).equals(sha256),
                    "has a wrong checksum");
            return header;
        }
    }

    private static RefName refFor(CommitId commit) {
        return new RefName(PREFIX + commit);
    }

    private static void require(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new GitFailed(GitFailed.Reason.BAD_BUNDLE, "The bundle " + otherwise);
        }
    }
}
