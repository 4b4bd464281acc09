package dev.codefleet.manager.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.support.ChecksummedFile;
import dev.codefleet.web.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real PostgreSQL, with bundles of a real git. */
class UploadResourceTest {
    private static final long MAX_BYTES = 8L << 20;
    private static final long MAX_TOTAL_BYTES = 12L << 20;

    @TempDir Path directory;

    private final TestDatabase database = TestDatabase.fresh();
    private Instant now = TestJobs.NOW;
    private final UploadStore store = new UploadStore(database.source(), () -> now);
    private Git git;
    private Uploads uploads;
    private UploadResource resource;

    @BeforeEach
    void open() throws IOException {
        git = new Git(GitSettings.defaults(directory.resolve("home")));
        uploads = uploads("manager-1");
        resource = new UploadResource(uploads, store);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatOneManagerTookAnotherOneHasPieceByPiece() throws Exception {
        var bundle = bundle("one", 3 * UploadStore.PIECE_BYTES);
        var name = ChecksummedFile.of(bundle).sha256();

        assertThat(put(name, bundle)).isEqualTo(201);

        assertThat(database.single("SELECT count(*) FROM repository_upload_piece")).isEqualTo(4L);
        try (var use = uploads("manager-2").use(name).orElseThrow()) {
            assertThat(Files.mismatch(use.path(), bundle)).isEqualTo(-1);
        }
    }

    @Test
    void theSameUploadTwiceIsOneAndItsBodyIsNotRead() throws Exception {
        var bundle = bundle("one", 10);
        var name = ChecksummedFile.of(bundle).sha256();
        put(name, bundle);

        try (var again = Files.newInputStream(bundle)) {
            assertThat(resource.upload(name, again).getStatus()).isEqualTo(200);
            assertThat(again.available()).isEqualTo((int) Files.size(bundle));
        }
        assertThat(resource.has(name).getStatus()).isEqualTo(200);
        assertThat(database.single("SELECT count(*) FROM repository_upload")).isEqualTo(1L);
    }

    @Test
    void aBodyOfAnotherChecksumIsRefusedAndLeavesNothing() throws Exception {
        var bundle = bundle("one", 10);

        assertThat(refusal("ab".repeat(32), Files.newInputStream(bundle)).code())
                .isEqualTo("WRONG_CHECKSUM");

        assertThat(resource.has("ab".repeat(32)).getStatus()).isEqualTo(404);
        assertThat(directory.resolve("manager-1")).isEmptyDirectory();
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedByThatLimit() {
        var endless = new Random(1);
        var body =
                new InputStream() {
                    @Override
                    public int read() {
                        return endless.nextInt(256);
                    }
                };

        var problem = refusal("ab".repeat(32), body);

        assertThat(problem.status()).isEqualTo(413);
        assertThat(problem.detail()).contains(Long.toString(MAX_BYTES));
    }

    @Test
    void onlyBundlesOfAWholeRepositoryAreTaken() throws Exception {
        bundle("one", 10);
        var more = directory.resolve("more.bundle");
        commit(directory.resolve("one"), "second");
        run(directory.resolve("one"), "bundle", "create", "-q", more.toString(), "HEAD~1..main");

        var part = refusal(ChecksummedFile.of(more).sha256(), Files.newInputStream(more));
        var text = "no bundle".getBytes(StandardCharsets.UTF_8);
        var file = Files.write(directory.resolve("text"), text);
        var none = refusal(ChecksummedFile.of(file).sha256(), new ByteArrayInputStream(text));

        assertThat(part.code()).isEqualTo("NO_REPOSITORY_BUNDLE");
        assertThat(part.detail()).contains("builds on commits");
        assertThat(none.code()).isEqualTo("NO_REPOSITORY_BUNDLE");
    }

    @Test
    void theSpaceOfAllIsBounded() throws Exception {
        var one = bundle("one", 7 << 20);
        var two = bundle("two", 7 << 20);
        put(ChecksummedFile.of(one).sha256(), one);

        var problem = refusal(ChecksummedFile.of(two).sha256(), Files.newInputStream(two));

        assertThat(problem.status()).isEqualTo(507);
        assertThat(problem.detail()).contains(Long.toString(MAX_TOTAL_BYTES));
    }

    @Test
    void aStrangeNameIsRefused() {
        assertThat(refusal("../x", InputStream.nullInputStream()).code())
                .isEqualTo("INVALID_CHECKSUM");
    }

    @Test
    void theUnusedGoUnlessAnUnfinishedJobIsAboutThem() throws Exception {
        var used = ChecksummedFile.of(bundle("used", 10)).sha256();
        var unused = ChecksummedFile.of(bundle("unused", 10)).sha256();
        put(used, directory.resolve("used.bundle"));
        put(unused, directory.resolve("unused.bundle"));
        database.execute(
                """
                INSERT INTO job (id, state, owner, fence, lane, title, repository, delivery, final_checks, created_at)
                VALUES ('job1', 'QUEUED', 'manager-1', 1, 'CODE', 'T', 'bundle:%s', 'DOWNLOAD', '[]', now())\
                """
                        .formatted(used));
        now = now.plus(Duration.ofDays(31));
        var before = now.minus(Duration.ofDays(30));

        assertThat(store.deleteUnused(before, 10)).isEqualTo(1);

        assertThat(resource.has(used).getStatus()).isEqualTo(200);
        assertThat(resource.has(unused).getStatus()).isEqualTo(404);
        assertThat(store.deleteUnused(before, 10)).as("just asked for").isZero();
    }

    @Test
    void whatIsInUseStaysOnDiskWhenOthersTakeTheSpace() throws Exception {
        var one = bundle("one", 3 << 20);
        var two = bundle("two", 3 << 20);
        var first = ChecksummedFile.of(one).sha256();
        var second = ChecksummedFile.of(two).sha256();
        put(first, one);
        var files = directory.resolve("manager-1");

        try (var use = uploads.use(first).orElseThrow()) {
            put(second, two);
            assertThat(use.path()).exists();
        }

        assertThat(files.resolve(second)).exists();
        try (var use = uploads.use(second).orElseThrow()) {
            put(
                    ChecksummedFile.of(bundle("three", 10)).sha256(),
                    directory.resolve("three.bundle"));
            assertThat(files.resolve(first)).doesNotExist();
            assertThat(use.path()).exists();
        }
        assertThat(uploads.use("ab".repeat(32))).isEmpty();
    }

    @Test
    void aBundleOfAShallowCloneIsRefusedWithTheWayOut() throws Exception {
        bundle("one", 10);
        commit(directory.resolve("one"), "second");
        run(directory, "clone", "-q", "--depth=1", "file://" + directory.resolve("one"), "shallow");
        var bundle = directory.resolve("shallow.bundle");
        run(directory.resolve("shallow"), "bundle", "create", "-q", bundle.toString(), "--all");

        var problem = refusal(ChecksummedFile.of(bundle).sha256(), Files.newInputStream(bundle));

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("NO_REPOSITORY_BUNDLE");
        assertThat(problem.detail()).contains("git fetch --unshallow");
    }

    private Uploads uploads(String manager) throws IOException {
        var files = new UploadFiles(directory.resolve(manager), 4L << 20);
        return new Uploads(store, files, git, MAX_BYTES, MAX_TOTAL_BYTES);
    }

    private int put(String name, Path bundle) throws IOException, SQLException {
        try (var body = Files.newInputStream(bundle)) {
            return resource.upload(name, body).getStatus();
        }
    }

    private Problem refusal(String name, InputStream body) {
        return catchThrowableOfType(ProblemException.class, () -> resource.upload(name, body))
                .problem();
    }

    /** A bundle of a repository with one file of that many bytes that nothing compresses. */
    private Path bundle(String name, int bytes) throws IOException {
        var repository = Files.createDirectories(directory.resolve(name));
        run(repository, "init", "--quiet", "--initial-branch=main");
        var content = new byte[bytes];
        new Random(name.hashCode()).nextBytes(content);
        Files.write(repository.resolve("file"), content);
        commit(repository, "first");
        var bundle = directory.resolve(name + ".bundle");
        run(repository, "bundle", "create", "-q", bundle.toString(), "--all");
        return bundle;
    }

    private void commit(Path repository, String message) {
        run(repository, "add", "--all");
        run(
                repository,
                "-c",
                "user.name=T",
                "-c",
                "user.email=t@x",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                message);
    }

    private void run(Path repository, String... arguments) {
        git.run(GitCall.in(repository, arguments));
    }
}
