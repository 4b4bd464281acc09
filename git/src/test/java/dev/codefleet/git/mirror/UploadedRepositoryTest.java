package dev.codefleet.git.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.objects.Commits;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.remote.BranchDelivery;
import dev.codefleet.git.remote.UploadedRepositories;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors of repositories of which there is only a bundle. */
class UploadedRepositoryTest {
    @TempDir Path root;

    private final Map<String, Path> uploads = new HashMap<>();
    private final AtomicInteger inUse = new AtomicInteger();
    private Fixture fixture;
    private Path origin;
    private RepositoryCache cache;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("origin", Map.of("a.txt", "one\n"));
        cache =
                new RepositoryCache(
                        fixture.git,
                        root.resolve("cache"),
                        1L << 30,
                        Duration.ofSeconds(20),
                        () -> Fixture.NOON,
                        this::use);
    }

    @Test
    void aCommitComesOutOfTheBundleWithItsHistory() throws IOException {
        var first = fixture.head(origin);
        var second = fixture.commit(origin, "second", Map.of("a.txt", "two\n"));
        var url = upload(second);

        assertThat(cache.resolve(url, new RefName(second.hex()))).isEqualTo(second);
        assertThat(cache.resolve(url, new RefName("upload"))).isEqualTo(second);
        assertThat(cache.resolve(url, new RefName(first.hex()))).isEqualTo(first);
        try (var made = cache.workspace(url, second, root.resolve("workspace"), Fixture.ADA)) {
            assertThat(root.resolve("workspace/a.txt")).hasContent("two");
        }
        assertThat(inUse).hasValue(0);
    }

    @Test
    void aBundleOfGitsOwnIsReadByItsNames() throws IOException {
        var head = fixture.head(origin);
        fixture.run(origin, "tag", "v1");
        var file = root.resolve("all.bundle");
        fixture.run(origin, "bundle", "create", "--quiet", file.toString(), "--all");
        var url = upload(file);

        for (var name : List.of("main", "v1", head.hex().substring(0, 12))) {
            assertThat(cache.resolve(url, new RefName(name))).as(name).isEqualTo(head);
        }
    }

    @Test
    void aShortNameNeedsNoHeadInTheBundle() {
        var head = fixture.head(origin);
        var url = upload(head);

        assertThat(cache.resolve(url, new RefName(head.hex().substring(0, 12)))).isEqualTo(head);
    }

    @Test
    void whatWasBroughtNeedsTheBundleNoMore() {
        var head = fixture.head(origin);
        var url = upload(head);
        cache.resolve(url, new RefName(head.hex()));
        uploads.clear();

        try (var mirror = cache.ensure(url, head)) {
            assertThat(Commits.has(fixture.git, mirror.path(), head)).isTrue();
        }
    }

    @Test
    void anUploadThatIsNotHereIsNamed() {
        var url = RepositoryUrl.ofUpload("ab".repeat(32));

        var failure =
                catchThrowableOfType(
                        GitFailed.class, () -> cache.resolve(url, new RefName("main")));

        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.NOT_FOUND);
        assertThat(failure).hasMessageContaining("ab".repeat(32)).hasMessageContaining("upload");
    }

    @Test
    void noBranchIsDeliveredToOne() {
        var head = fixture.head(origin);
        var url = upload(head);

        assertThatThrownBy(() ->
                        BranchDelivery.toBranch(
                                fixture.git, origin, url, head, new RefName("result")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private RepositoryUrl upload(CommitId commit) {
        var bundle =
                Bundles.createNamed(
                        fixture.git,
                        origin,
                        List.of(),
                        commit,
                        new RefName("refs/heads/upload"),
                        root.resolve("upload.bundle"));
        uploads.put(bundle.sha256(), bundle.file());
        return RepositoryUrl.ofUpload(bundle.sha256());
    }

    private RepositoryUrl upload(Path file) throws IOException {
        var digest = Sha256.digest();
        var sha256 = java.util.HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        uploads.put(sha256, file);
        return RepositoryUrl.ofUpload(sha256);
    }

    private Optional<UploadedRepositories.InUse> use(String sha256) {
        return Optional.ofNullable(uploads.get(sha256)).map(this::counted);
    }

    private UploadedRepositories.InUse counted(Path file) {
        inUse.incrementAndGet();
        return new UploadedRepositories.InUse() {
            @Override
            public Path path() {
                return file;
            }

            @Override
            public void close() {
                inUse.decrementAndGet();
            }
        };
    }
}
