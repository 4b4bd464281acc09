package dev.codefleet.git.bundle;

import static dev.codefleet.git.Fixture.url;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.mirror.SmartServer;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.objects.LooseObjects;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.BranchDelivery;
import dev.codefleet.git.workspace.Workspace;
import dev.codefleet.support.Directories;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that git-lfs itself has made, and reads afterwards. */
class LfsTest {
    private static final String ATTRIBUTES = "*.bin filter=lfs diff=lfs merge=lfs -text\n";
    private static final String OLD = "old content\r\n".repeat(500);
    private static final String NEW = "new content\n".repeat(500);

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private RepositoryCache cache;
    private CommitId base;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        assumeThat(new Lfs(fixture.git).isInstalled()).as("git-lfs is installed").isTrue();
        origin = fixture.repository("origin", Map.of(".gitattributes", ATTRIBUTES));
        Fixture.write(origin.resolve("old.bin"), OLD);
        Fixture.write(origin.resolve("kept.bin"), "kept");
        Fixture.write(origin.resolve("a.txt"), "a\n");
        base = commit(origin);
        assertThat(fixture.run(origin, "show", base + ":old.bin")).startsWith("version https://");
        cache = fixture.cache(1L << 30);
    }

    @Test
    void anExecutorSeesContentsAndLeavesThemUnchanged() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            assertThat(made.workspace().directory().resolve("old.bin")).hasContent(OLD);
            assertThat(made.workspace().commitAll("nothing", Fixture.NOON)).isEmpty();
        }
    }

    /** Their pointers stay as they are, whatever form somebody has written them in. */
    @Test
    void anotherFileThatIsChangedChangesNoneOfGitLfs() throws IOException {
        var odd = root.resolve("odd");
        Files.writeString(odd, pointer(NEW).text().strip());
        var blob = fixture.run(origin, "hash-object", "-w", "--no-filters", odd.toString());
        fixture.run(origin, "update-index", "--add", "--cacheinfo", "100644," + blob + ",odd.bin");
        var withOdd =
                new CommitId(
                        fixture.run(
                                origin,
                                "-c",
                                "user.name=Bob",
                                "-c",
                                "user.email=bob@example.org",
                                "commit-tree",
                                "-m",
                                "odd",
                                "-p",
                                base.hex(),
                                fixture.run(origin, "write-tree")));
        fixture.run(origin, "update-ref", "refs/heads/main", withOdd.hex());
        Fixture.write(origin.resolve(".git/lfs/objects").resolve(pointer(NEW).place()), NEW);
        try (var made = cache.workspace(url(origin), withOdd, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            assertThat(files.resolve("odd.bin")).hasContent(NEW);
            Fixture.write(files.resolve("a.txt"), "b\n");

            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();

            assertThat(
                            fixture.run(
                                    files,
                                    "diff-tree",
                                    "-r",
                                    "--name-only",
                                    withOdd + "",
                                    commit + ""))
                    .isEqualTo("a.txt");
            assertThat(files.resolve(".git/lfs")).doesNotExist();
        }
    }

    @Test
    void whatAnExecutorWritesIsSeenByChecksAndReachesTheRepository() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve("old.bin"), NEW);
            Fixture.write(files.resolve("dir/n w.bin"), "more");
            Fixture.write(files.resolve("empty.bin"), "");
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            assertThat(fixture.run(files, "show", commit + ":old.bin"))
                    .isEqualTo(pointer(NEW).text().strip());
            var bundle = bundle(files, commit);

            var mirror = made.mirror().path();
            var check =
                    Workspace.receive(
                            fixture.git, mirror, bundle, root.resolve("check"), Fixture.ADA);
            check.checkOut();
            assertThat(check.directory().resolve("old.bin")).hasContent(NEW);
            assertThat(check.directory().resolve("kept.bin")).hasContent("kept");
            assertThat(check.directory().resolve("dir/n w.bin")).hasContent("more");

            Bundles.bring(fixture.git, mirror, bundle.file(), bundle.sha256(), commit);
            BranchDelivery.toBranch(
                    fixture.git, mirror, url(origin), commit, new RefName("result"));
        }
        lfs(origin, "checkout", "--quiet", "result");
        assertThat(origin.resolve("old.bin")).hasContent(NEW);
        assertThat(origin.resolve("dir/n w.bin")).hasContent("more");
        assertThat(fixture.run(origin, "lfs", "fsck")).contains("OK");
    }

    @Test
    void contentsArePushedToTheServerOfARemote() throws IOException {
        var remote = root.resolve("served/origin.git");
        Files.createDirectories(remote.getParent());
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), remote + "");
        fixture.run(remote, "config", "http.receivepack", "true");
        try (var server = new SmartServer(root.resolve("served"), "ada", "s3cret")) {
            var url = new RepositoryUrl("http://ada:s3cret@" + server.address() + "/origin.git");
            try (var made = cache.workspace(url, base, root.resolve("w"), Fixture.ADA)) {
                var files = made.workspace().directory();
                Fixture.write(files.resolve("old.bin"), NEW);
                var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
                var bundle = bundle(files, commit);
                var mirror = made.mirror().path();
                Bundles.bring(fixture.git, mirror, bundle.file(), bundle.sha256(), commit);

                BranchDelivery.toBranch(fixture.git, mirror, url, commit, new RefName("result"));

                assertThat(server.contents).isEqualTo(Map.of(pointer(NEW).oid(), NEW));
                assertThat(fixture.run(remote, "rev-parse", "result")).isEqualTo(commit.hex());
            }
            assertThat(server.commands).noneMatch(command -> command.contains("s3cret"));
        }
    }

    /** Its own git passes files through git-lfs, and keeps their contents in the workspace. */
    @Test
    void whatAnExecutorCommitsItselfIsCarriedAlsoWhereItIsReplacedAgain() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve("own.bin"), "first");
            var own = commit(files);
            Fixture.write(files.resolve("own.bin"), "second");
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            var mirror = made.mirror().path();
            var bundle = bundle(files, commit);
            Bundles.bring(fixture.git, mirror, bundle.file(), bundle.sha256(), commit);

            assertThat(Commits.isAncestor(fixture.git, mirror, own, commit)).isTrue();
            assertThat(content(mirror, "first")).isEqualTo("first");
            assertThat(content(mirror, "second")).isEqualTo("second");
        }
    }

    /** What one subtask made is there for the next, which may be on another machine. */
    @Test
    void contentsTravelOnWithTheNextBundle() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve("n.bin"), NEW);
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            var first = bundle(files, commit);
            var manager = root.resolve("manager.git");
            fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), manager + "");
            Bundles.bring(fixture.git, manager, first.file(), first.sha256(), commit);

            var second = bundle(manager, commit);
            var mirror = made.mirror().path();
            var keepAs = new RefName(RepositoryCache.BROUGHT + "/" + commit);
            Bundles.add(fixture.git, mirror, second.file(), second.sha256(), commit, keepAs);

            try (var next = cache.workspace(url(origin), commit, root.resolve("w2"), Fixture.ADA)) {
                assertThat(next.workspace().directory().resolve("n.bin")).hasContent(NEW);
            }
        }
    }

    @Test
    void aForgedContentIsNeitherCarriedNorTaken() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            var mirror = made.mirror().path();
            Fixture.write(files.resolve("n.bin"), pointer("right").text());
            Fixture.write(
                    files.resolve(".git/lfs/objects").resolve(pointer("right").place()), "wrong");
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            assertThat(new Lfs(fixture.git).carried(files, List.of(base), commit)).isEmpty();

            var wrong = fixture.run(files, "hash-object", "-w", "a.txt");
            var pack = root.resolve("pack");
            Packs.make(
                    fixture.git, files, List.of(base), commit, List.of(new CommitId(wrong)), pack);
            var references = new LinkedHashMap<String, CommitId>();
            references.put("refs/heads/x", commit);
            references.put(Lfs.REFERENCES + pointer("right").oid(), new CommitId(wrong));
            var header = new BundleHeader(List.of(base), references, false);
            var file = root.resolve("forged.bundle");
            var sha256 = Sha256.joining(header.bytes(), pack, file);

            var refused =
                    catchThrowableOfType(
                            GitFailed.class,
                            () -> Bundles.bring(fixture.git, mirror, file, sha256, commit));

            assertThat(refused.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE);
            assertThat(mirror.resolve(Lfs.REFERENCES + pointer("right").oid())).doesNotExist();
        }
    }

    @Test
    void aPointerWhoseContentIsNowhereStaysAndMayBeMoved() throws IOException {
        Directories.delete(origin.resolve(".git/lfs"));
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            assertThat(files.resolve("old.bin")).hasContent(pointer(OLD).text());
            Files.move(files.resolve("old.bin"), files.resolve("moved.bin"));

            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();

            assertThat(fixture.run(files, "show", commit + ":moved.bin"))
                    .isEqualTo(pointer(OLD).text().strip());
        }
    }

    /** The index keeps a file that is to be skipped, whatever the tree has above its place. */
    @Test
    void nothingOutsideOfTheTreeIsReadThroughALink() throws IOException {
        var outside = root.resolve("outside");
        Fixture.write(outside.resolve("secret.bin"), "of somebody else");
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve(".gitignore"), "/d\n");
            skipInIndex(files, "d/secret.bin");
            Files.createSymbolicLink(files.resolve("d"), outside);

            assertThat(refusal(made.workspace()))
                    .hasMessageContaining("'d/secret.bin'")
                    .extracting(GitFailed::reason)
                    .isEqualTo(GitFailed.Reason.NOT_COMMITTABLE);
            var kept = files.resolve(".git/lfs/objects");
            assertThat(kept.resolve(pointer("of somebody else").place())).doesNotExist();
        }
    }

    @Test
    void aFileThatTheIndexAloneHasIsNotCommittedRaw() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            skipInIndex(made.workspace().directory(), "gone.bin");

            assertThat(refusal(made.workspace()))
                    .hasMessageContaining("'gone.bin'")
                    .extracting(GitFailed::reason)
                    .isEqualTo(GitFailed.Reason.NOT_COMMITTABLE);
        }
    }

    @Test
    void nothingIsWrittenThroughALinkAmongTheContents() throws IOException {
        var outside = Files.createDirectory(root.resolve("outside"));
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve("n.bin"), NEW);
            var place = files.resolve(".git/lfs/objects").resolve(pointer(NEW).place());
            var directory = requireNonNull(place.getParent());
            Files.createDirectories(requireNonNull(directory.getParent()));
            Files.createSymbolicLink(directory, outside);

            assertThat(refusal(made.workspace()).reason()).isEqualTo(GitFailed.Reason.TAMPERED);
            var behind =
                    catchThrowableOfType(
                            GitFailed.class,
                            () ->
                                    new Lfs(fixture.git)
                                            .clean(files.resolve("n.bin"), files.resolve(".git")));
            assertThat(behind.reason()).isEqualTo(GitFailed.Reason.TAMPERED);
            assertThat(outside).isEmptyDirectory();
        }
    }

    @Test
    void anExecutableFileStaysOne() throws IOException {
        var tool = origin.resolve("tool.bin");
        Fixture.write(tool, "#!/bin/sh\n");
        assertThat(tool.toFile().setExecutable(true, false)).isTrue();
        var withTool = commit(origin);
        try (var made = cache.workspace(url(origin), withTool, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            assertThat(files.resolve("tool.bin")).hasContent("#!/bin/sh\n").isExecutable();
            assertThat(Files.getPosixFilePermissions(files.resolve("old.bin")))
                    .isEqualTo(Files.getPosixFilePermissions(files.resolve("a.txt")));
            assertThat(made.workspace().commitAll("nothing", Fixture.NOON)).isEmpty();
        }
    }

    /** What is packed to almost nothing may be as large as all disks together. */
    @Test
    void contentsThatAreTooLargeUnpackedAreNeitherCarriedTakenNorDelivered() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            var mirror = made.mirror().path();
            Fixture.write(files.resolve("n.bin"), NEW);
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            var small = new Lfs(fixture.git, NEW.length() - 1);
            var enough = new Lfs(fixture.git, NEW.length());

            var carried =
                    catchThrowableOfType(
                            GitFailed.class, () -> small.carried(files, List.of(base), commit));
            assertThat(carried.reason()).isEqualTo(GitFailed.Reason.NOT_COMMITTABLE);
            assertThat(carried).hasMessageContaining(NEW.length() + " bytes");
            var references = enough.carried(files, List.of(base), commit);
            assertThat(references).hasSize(1);

            var taken = catchThrowableOfType(GitFailed.class, () -> small.take(files, references));
            assertThat(taken.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE);

            var bundle = bundle(files, commit);
            Bundles.bring(fixture.git, mirror, bundle.file(), bundle.sha256(), commit);
            var needed =
                    catchThrowableOfType(
                            GitFailed.class, () -> small.needed(mirror, commit, _ -> false));
            assertThat(needed.reason()).isEqualTo(GitFailed.Reason.UNUSABLE);
            assertThat(enough.needed(mirror, commit, _ -> false)).containsOnlyKeys(pointer(NEW));
        }
    }

    @Test
    void moreContentsThanTravelAtOnceAreNotTaken() {
        var references = new LinkedHashMap<String, CommitId>();
        for (int number = 0; number <= 20_000; number++) {
            references.put(Lfs.REFERENCES + "%064x".formatted(number), base);
        }
        var refused =
                catchThrowableOfType(
                        GitFailed.class, () -> new Lfs(fixture.git).take(origin, references));
        assertThat(refused.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE);
        assertThat(refused).hasMessageContaining("20001").hasMessageContaining("20000");
    }

    @Test
    void aNewPointerWithoutContentIsNotDelivered() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve("dir/n\rblob 5.bin"), pointer(NEW).text());
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            var mirror = brought(made.mirror().path(), files, commit);

            var refused = catchThrowableOfType(GitFailed.class, () -> deliver(mirror, commit));

            assertThat(refused)
                    .hasMessageContaining("'dir/n")
                    .hasMessageContaining("blob 5.bin'")
                    .hasMessageContaining(pointer(NEW).oid());
            assertThat(fixture.run(origin, "branch", "--list", "result")).isEmpty();

            // A repository that has the content itself lacks nothing.
            var place = origin.resolve(".git/lfs/objects").resolve(pointer(NEW).place());
            Fixture.write(place, NEW);
            deliver(mirror, commit);
            assertThat(fixture.run(origin, "rev-parse", "result")).isEqualTo(commit.hex());
        }
    }

    /** What the repository had before is its own matter, and so is a text of that form. */
    @Test
    void oldPointersWithoutContentAndTextsOfThatFormAreDelivered() throws IOException {
        Files.delete(origin.resolve("kept.bin"));
        var withoutOne = commit(origin);
        Directories.delete(origin.resolve(".git/lfs"));
        try (var made = cache.workspace(url(origin), withoutOne, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Files.move(files.resolve("old.bin"), files.resolve("moved.bin"));
            Fixture.write(files.resolve("kept.bin"), pointer("kept").text());
            Fixture.write(files.resolve("example.txt"), pointer(NEW).text());
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();

            deliver(brought(made.mirror().path(), files, commit), commit);

            assertThat(fixture.run(origin, "rev-parse", "result")).isEqualTo(commit.hex());
        }
    }

    @Test
    void aPointerThatTellsAWrongSizeIsLeftOut() throws IOException {
        try (var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA)) {
            var files = made.workspace().directory();
            Fixture.write(files.resolve("n.bin"), NEW);
            Fixture.write(files.resolve("wrong.bin"), new LfsPointer(pointer(NEW).oid(), 7).text());
            var commit = made.workspace().commitAll("work", Fixture.NOON).orElseThrow();
            var mirror = brought(made.mirror().path(), files, commit);
            Fixture.write(mirror.resolve(References.ASKED_FOR + "/none"), "no commit");

            deliver(mirror, commit);
        }
        lfs(origin, "checkout", "--quiet", "result", "--", "n.bin");
        assertThat(origin.resolve("n.bin")).hasContent(NEW);
    }

    @Test
    void contentsThatNobodyUsesGoFromAMirror() throws IOException {
        var made = cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA);
        made.close();
        var mirror = made.mirror().path();
        var kept = mirror.resolve(Lfs.REFERENCES + pointer(OLD).oid());
        var blob = new CommitId(Files.readString(kept).strip());
        Files.setLastModifiedTime(kept, FileTime.from(Fixture.NOON.minus(Duration.ofDays(31))));
        try (var objects = Files.walk(mirror.resolve("objects"))) {
            for (var object : objects.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(object, FileTime.fromMillis(0));
            }
        }

        cache.tidy(Map.of(References.LFS, Duration.ofDays(30)));

        assertThat(kept).doesNotExist();
        assertThat(LooseObjects.has(mirror, blob)).isFalse();
    }

    @Test
    void contentsThatAreUsedStayInAMirror() throws IOException {
        cache.workspace(url(origin), base, root.resolve("w"), Fixture.ADA).close();
        var mirror = cache.ensure(url(origin), base);
        mirror.close();
        var kept = mirror.path().resolve(Lfs.REFERENCES + pointer(OLD).oid());
        Files.setLastModifiedTime(kept, FileTime.from(Fixture.NOON.minus(Duration.ofDays(31))));

        cache.workspace(url(origin), base, root.resolve("w2"), Fixture.ADA).close();
        cache.tidy(Map.of(References.LFS, Duration.ofDays(30)));

        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(FileTime.from(Fixture.NOON));
    }

    /** Runs git with the filter that {@code git lfs install} sets up. */
    private void lfs(Path repository, String... arguments) {
        fixture.git.run(
                GitCall.in(repository, arguments)
                        .config(
                                "filter.lfs.clean=git-lfs clean -- %f",
                                "filter.lfs.smudge=git-lfs smudge -- %f",
                                "filter.lfs.process=git-lfs filter-process",
                                "filter.lfs.required=true"));
    }

    private CommitId commit(Path repository) {
        lfs(repository, "add", "--all");
        lfs(
                repository,
                "-c",
                "user.name=Bob",
                "-c",
                "user.email=bob@example.org",
                "commit",
                "--quiet",
                "--message=with files of lfs");
        return fixture.head(repository);
    }

    /** As a hostile executor does it. */
    private void skipInIndex(Path files, String path) {
        var blob = fixture.run(files, "hash-object", "-w", "a.txt");
        fixture.run(files, "update-index", "--add", "--cacheinfo", "100644," + blob + "," + path);
        fixture.run(files, "update-index", "--skip-worktree", path);
    }

    private static GitFailed refusal(Workspace workspace) {
        return catchThrowableOfType(
                GitFailed.class, () -> workspace.commitAll("work", Fixture.NOON));
    }

    private Path brought(Path mirror, Path files, CommitId commit) {
        var bundle = bundle(files, commit);
        Bundles.bring(fixture.git, mirror, bundle.file(), bundle.sha256(), commit);
        return mirror;
    }

    private void deliver(Path mirror, CommitId commit) {
        BranchDelivery.toBranch(fixture.git, mirror, url(origin), commit, new RefName("result"));
    }

    private BundleFile bundle(Path repository, CommitId commit) {
        return Bundles.create(
                fixture.git, repository, List.of(base), commit, root.resolve("its.bundle"));
    }

    private String content(Path mirror, String text) throws IOException {
        var blob = Files.readString(mirror.resolve(Lfs.REFERENCES + pointer(text).oid())).strip();
        return fixture.run(mirror, "cat-file", "blob", blob);
    }

    private static LfsPointer pointer(String content) {
        return new LfsPointer(Sha256.of(content), content.getBytes(StandardCharsets.UTF_8).length);
    }
}
