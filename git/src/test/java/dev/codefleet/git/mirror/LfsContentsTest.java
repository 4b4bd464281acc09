package dev.codefleet.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.lfs.Lfs;
import dev.codefleet.git.lfs.LfsPointer;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.git.remote.UploadedRepositories;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents that a repository on another machine had before, fetched by git-lfs itself. */
class LfsContentsTest {
    private static final String ATTRIBUTES = "*.bin filter=lfs diff=lfs merge=lfs -text\n";
    private static final String OLD = "old content\n".repeat(500);
    private static final String OTHER = "other";

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private CommitId base;
    private SmartServer server;
    private RepositoryUrl url;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        assumeThat(new Lfs(fixture.git).isInstalled()).as("git-lfs is installed").isTrue();
        server = new SmartServer(Files.createDirectory(root.resolve("served")), "ada", "s3cret");
        url = new RepositoryUrl("http://ada:s3cret@" + server.address() + "/origin.git");
        origin =
                fixture.repository(
                        "origin",
                        Map.of(
                                ".gitattributes",
                                ATTRIBUTES,
                                // Nobody listens there.
                                ".lfsconfig",
                                "[lfs]\n\turl = http://127.0.0.1:9/elsewhere\n",
                                "old.bin",
                                pointer(OLD).text(),
                                "dir/other.bin",
                                pointer(OTHER).text(),
                                "text",
                                pointer("not asked for").text()));
        base = fixture.head(origin);
        fixture.run(root, "clone", "--quiet", "--mirror", origin + "", root + "/served/origin.git");
        server.contents.put(pointer(OLD).oid(), OLD);
        server.contents.put(pointer(OTHER).oid(), OTHER);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void contentsComeFromTheServerThatBelongsToTheAddressOnceForAllWorkspaces() throws IOException {
        var cache = cache(settings());
        for (var name : new String[] {"one", "two"}) {
            try (var made = workspace(cache, name)) {
                var files = made.workspace().directory();
                assertThat(files.resolve("old.bin")).hasContent(OLD);
                assertThat(files.resolve("dir/other.bin")).hasContent(OTHER);
                assertThat(files.resolve("text")).hasContent(pointer("not asked for").text());
                assertThat(made.workspace().leftOfLfs()).isEmpty();
                assertThat(made.workspace().commitAll("nothing", Fixture.NOON)).isEmpty();
            }
        }
        assertThat(server.downloads)
                .containsExactlyInAnyOrder(pointer(OLD).oid(), pointer(OTHER).oid());
        assertThat(server.commands).noneMatch(command -> command.contains("s3cret"));
        assertThat(server.commands).anyMatch(command -> command.contains("lfs fetch"));
    }

    /** As a server of a git host does it, that also knows repositories over SSH. */
    @Test
    void overSshTheServerIsTheOneThatTheHostNames() throws IOException {
        var ssh = root.resolve("ssh");
        var log = root.resolve("ssh.log");
        Fixture.script(
                ssh,
                """
                for command; do :; done
                echo "$command" >> %s
                case "$command" in
                git-lfs-authenticate*) echo '{"href": "http://%s/origin.git/info/lfs",
                    "header": {"Authorization": "%s"}}' ;;
                git-lfs-transfer*) exit 1 ;;
                *) cd %s && eval "$command" ;;
                esac
                """
                        .formatted(
                                log,
                                server.address(),
                                server.authorization(),
                                root.resolve("served")));
        var variables = Map.of("GIT_SSH_COMMAND", ssh.toString(), "GIT_SSH_VARIANT", "ssh");
        var cache = cache(settings().withRemoteEnvironment(variables));
        url = new RepositoryUrl("git@example.org:origin.git");

        try (var made = workspace(cache, "w")) {
            assertThat(made.workspace().leftOfLfs()).isEmpty();
            assertThat(made.workspace().directory().resolve("old.bin")).hasContent(OLD);
        }
        assertThat(log).content().contains("git-lfs-authenticate", "origin.git", "download");
    }

    @Test
    void whatTheServerHasNotStaysAPointerAndIsTold() throws IOException {
        server.contents.remove(pointer(OTHER).oid());
        try (var made = workspace(cache(settings()), "w")) {
            var files = made.workspace().directory();
            assertThat(files.resolve("old.bin")).hasContent(OLD);
            assertThat(files.resolve("dir/other.bin")).hasContent(pointer(OTHER).text());
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(left ->
                            assertThat(left).contains(": 1, ", "'dir/other.bin'", "not exist"));
        }
    }

    @Test
    void aServerWithoutGitLfsIsTold() throws IOException {
        server.batchStatus = 404;
        try (var made = workspace(cache(settings()), "w")) {
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(left -> assertThat(left).contains(": 2, ", "not found"));
        }
    }

    /** Most work needs none of them. */
    @Test
    void aServerThatIsAwayLeavesPointersAndIsAskedAgainAfterSomeMinutesOnly() throws IOException {
        server.batchStatus = 503;
        var now = new AtomicReference<>(Fixture.NOON);
        var cache = cache(settings(), now::get);
        requireLeft(cache, "w", "Server error from HTTP 503");
        var asked = server.asked.get();
        assertThat(asked).isPositive();

        server.batchStatus = 200;
        now.set(Fixture.NOON.plus(MirrorContents.REMEMBERED).minusSeconds(1));
        requireLeft(cache, "w2", "Server error from HTTP 503");
        assertThat(server.asked).hasValue(asked);

        now.set(Fixture.NOON.plus(MirrorContents.REMEMBERED));
        try (var made = workspace(cache, "w3")) {
            assertThat(made.workspace().directory().resolve("old.bin")).hasContent(OLD);
            assertThat(made.workspace().leftOfLfs()).isEmpty();
        }
    }

    @Test
    void aContentThatTheServerHasNotKeepsNoOthersFromBeingFetched() throws IOException {
        server.contents.remove(pointer(OTHER).oid());
        var cache = cache(settings());
        requireLeft(cache, "w", "'dir/other.bin'");
        var asked = server.asked.get();
        requireLeft(cache, "w2", "not exist");
        assertThat(server.asked).hasValue(asked);

        var later = commit("later.bin", "later");
        try (var made = cache.workspace(url, later, root.resolve("w3"), Fixture.ADA)) {
            assertThat(made.workspace().directory().resolve("later.bin")).hasContent("later");
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(left -> assertThat(left).contains(": 1, ", "not exist"));
        }
        assertThat(server.downloads)
                .containsExactlyInAnyOrder(pointer(OLD).oid(), pointer("later").oid());
    }

    @Test
    void whileContentsComeTheMirrorServesOthersAndThoseOfTheSameCommitShareThem() throws Exception {
        var later = commit("text", "no file of Git LFS was changed");
        var gate = new CountDownLatch(1);
        server.gate = gate;
        var cache = cache(settings());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = new ArrayList<Future<Optional<String>>>();
            try {
                for (var name : new String[] {"one", "two"}) {
                    attempts.add(
                            executor.submit(() -> {
                                try (var made = workspace(cache, name)) {
                                    return made.workspace().leftOfLfs();
                                }
                            }));
                }
                assertThat(server.downloading.await(30, TimeUnit.SECONDS)).isTrue();
                // Takes the mirror's lock.
                cache.ensure(url, later).close();
                assertThat(attempts).noneMatch(Future::isDone);
            } finally {
                gate.countDown();
            }
            for (var attempt : attempts) {
                assertThat(attempt.get(30, TimeUnit.SECONDS)).isEmpty();
            }
        }
        assertThat(server.downloads)
                .containsExactlyInAnyOrder(pointer(OLD).oid(), pointer(OTHER).oid());
    }

    private void requireLeft(RepositoryCache cache, String name, String words) {
        try (var made = workspace(cache, name)) {
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(left -> assertThat(left).contains(words));
        }
    }

    /** A commit with one more file, which the server has the content of. */
    private CommitId commit(String path, String content) throws IOException {
        server.contents.put(pointer(content).oid(), content);
        var text = path.endsWith(".bin") ? pointer(content).text() : content;
        var commit = fixture.commit(origin, "later", Map.of(path, text));
        fixture.run(origin, "push", "--quiet", root + "/served/origin.git", "HEAD:main");
        return commit;
    }

    @Test
    void contentsAboveTheLimitAreNotAskedForAndThatIsTold() throws IOException {
        var most = OLD.length() + OTHER.length() - 1;
        try (var made = workspace(cache(settings().withLfsMaxBytes(most)), "w")) {
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(
                            left -> assertThat(left).contains(" " + (most + 1) + " ", " " + most));
        }
        try (var made = workspace(cache(settings().withLfsMaxBytes(0)), "w0")) {
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(left -> assertThat(left).contains("are not fetched"));
        }
        assertThat(server.downloads).isEmpty();
        assertThat(server.commands).noneMatch(command -> command.contains("lfs fetch"));
    }

    @Test
    void anotherContentThanThePointersIsNotTaken() throws IOException {
        server.contents.put(pointer(OTHER).oid(), "othes");
        try (var made = workspace(cache(settings()), "w")) {
            var file = made.workspace().directory().resolve("dir/other.bin");
            assertThat(file).hasContent(pointer(OTHER).text());
            assertThat(made.workspace().leftOfLfs()).isPresent();
        }
    }

    /** The disk is not the server's to fill. */
    @Test
    void aServerThatSendsWithoutEndIsCutOff() throws IOException {
        server.isEndless = true;
        try (var made = workspace(cache(settings()), "w")) {
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(
                            left -> assertThat(left).contains("more than the pointers tell"));
        }
        try (var left = Files.list(root.resolve("home"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void contentsOfAnUploadComeWithItsBundle() throws IOException {
        var own = root.resolve("served/origin.git");
        var blobs = new ArrayList<String>();
        for (var content : new String[] {OLD, "forged"}) {
            Fixture.write(root.resolve("content"), content);
            var blob = fixture.run(own, "hash-object", "-w", root.resolve("content").toString());
            var oid = pointer(content.equals(OLD) ? OLD : OTHER).oid();
            fixture.run(own, "update-ref", Lfs.REFERENCES + oid, blob);
            blobs.add(Lfs.REFERENCES + oid);
        }
        var forged = blobs.getLast();
        var bundle = root.resolve("all.bundle");
        fixture.run(own, "bundle", "create", "--quiet", bundle.toString(), "--all");
        var right = root.resolve("right.bundle");
        fixture.run(own, "update-ref", "-d", forged);
        fixture.run(own, "bundle", "create", "--quiet", right.toString(), "--all");

        try (var made = upload(right, "w")) {
            assertThat(made.workspace().directory().resolve("old.bin")).hasContent(OLD);
            assertThat(made.workspace().leftOfLfs())
                    .hasValueSatisfying(
                            left -> assertThat(left).contains("'dir/other.bin'", "bundle"));
        }
        var failure = catchThrowableOfType(GitFailed.class, () -> upload(bundle, "w2"));
        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE);
    }

    private MirroredWorkspace upload(Path bundle, String name) throws IOException {
        Bundles.requireWhole(fixture.git, bundle);
        UploadedRepositories.InUse use =
                new UploadedRepositories.InUse() {
                    @Override
                    public Path path() {
                        return bundle;
                    }

                    @Override
                    public void close() {}
                };
        var cache =
                new RepositoryCache(
                        fixture.git,
                        root.resolve("cache-" + name),
                        1L << 30,
                        Duration.ofSeconds(20),
                        () -> Fixture.NOON,
                        sha256 -> Optional.of(use));
        var address = RepositoryUrl.ofUpload(Sha256.of(bundle));
        return cache.workspace(address, base, root.resolve(name), Fixture.ADA);
    }

    private MirroredWorkspace workspace(RepositoryCache cache, String name) {
        return cache.workspace(url, base, root.resolve(name), Fixture.ADA);
    }

    private GitSettings settings() {
        return fixture.git.settings();
    }

    private RepositoryCache cache(GitSettings settings) {
        return cache(settings, () -> Fixture.NOON);
    }

    private RepositoryCache cache(GitSettings settings, InstantSource clock) {
        return new RepositoryCache(
                new Git(settings), root.resolve("cache"), 1L << 30, Duration.ofSeconds(20), clock);
    }

    private static LfsPointer pointer(String content) {
        return new LfsPointer(Sha256.of(content), content.getBytes(StandardCharsets.UTF_8).length);
    }
}
