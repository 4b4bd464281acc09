package dev.codefleet.git;

import static dev.codefleet.git.Fixture.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
    private static final RefName BRANCH = new RefName("codefleet/job-1");

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private CommitId base;
    private RepositoryCache cache;
    private Mirror mirror;
    private CommitId result;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("origin", Map.of("a.txt", "one\n"));
        base = fixture.head(origin);
        cache = fixture.cache(1 << 30);
        mirror = cache.ensure(url(origin), base);
        var workspace = fixture.workspace(mirror.path(), base, "w");
        Fixture.write(workspace.directory().resolve("b.txt"), "two\n");
        result = workspace.commitAll("two", Fixture.NOON).orElseThrow();
        var bundle =
                Bundles.create(
                        fixture.git,
                        workspace.directory(),
                        List.of(base),
                        result,
                        root.resolve("b"));
        Bundles.add(
                fixture.git,
                mirror.path(),
                bundle.file(),
                bundle.sha256(),
                result,
                new RefName("refs/codefleet/r"));
    }

    @Test
    void aLocalRepositoryGetsTheBranchAndNothingElse() throws IOException {
        Fixture.write(origin.resolve("a.txt"), "dirty\n");
        Fixture.write(origin.resolve("untracked"), "x\n");
        var status = fixture.run(origin, "status", "--porcelain");

        Delivery.toBranch(fixture.git, mirror.path(), url(origin), result, BRANCH);

        assertThat(fixture.run(origin, "rev-parse", BRANCH.value())).isEqualTo(result.hex());
        assertThat(fixture.run(origin, "status", "--porcelain")).isEqualTo(status);
        assertThat(fixture.run(origin, "for-each-ref", "--format=%(refname)"))
                .isEqualTo("refs/heads/" + BRANCH + "\nrefs/heads/main");
        assertThat(fixture.head(origin)).isEqualTo(base);
        assertThat(origin.resolve(".git/FETCH_HEAD")).doesNotExist();
        assertThat(fixture.run(origin, "fsck")).isEmpty();
    }

    @Test
    void aBranchThatWentAnotherWayIsNotRewritten() throws IOException {
        fixture.run(origin, "checkout", "--quiet", "-b", BRANCH.value());
        var theirs = fixture.commit(origin, "theirs", Map.of("c.txt", "c\n"));
        fixture.run(origin, "checkout", "--quiet", "main");
        assertThatThrownBy(() ->
                        Delivery.toBranch(fixture.git, mirror.path(), url(origin), result, BRANCH))
                .isInstanceOf(GitFailed.class);
        assertThat(fixture.run(origin, "rev-parse", BRANCH.value())).isEqualTo(theirs.hex());
    }

    @Test
    void aRepositoryOfAnotherUserIsReadWhenItIsTheOneAskedFor() throws Exception {
        var isRoot = Files.getOwner(root).getName().equals("root");
        assumeTrue(isRoot, "only root can give files away");
        new ProcessBuilder("chown", "-R", "nobody", origin.toString()).start().waitFor();
        Delivery.toBranch(fixture.git, mirror.path(), url(origin), result, BRANCH);
        assertThat(cache.resolve(url(origin), new RefName("main"))).isEqualTo(base);
        assertThat(cache.resolve(new RepositoryUrl("file://" + origin), BRANCH)).isEqualTo(result);
        assertThatThrownBy(() -> fixture.run(origin, "rev-parse", "HEAD"))
                .hasMessageContaining("dubious ownership");
    }
}
