package dev.codefleet.git.remote;

import static dev.codefleet.git.Fixture.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.mirror.Mirror;
import dev.codefleet.git.mirror.RepositoryCache;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchDeliveryTest {
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

        BranchDelivery.toBranch(fixture.git, mirror.path(), url(origin), result, BRANCH);

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
                        BranchDelivery.toBranch(
                                fixture.git, mirror.path(), url(origin), result, BRANCH))
                .isInstanceOf(GitFailed.class);
        assertThat(fixture.run(origin, "rev-parse", BRANCH.value())).isEqualTo(theirs.hex());
    }

    @Test
    void aBranchThatIsCheckedOutAnywhereIsLeftAlone() throws IOException {
        var worktree = root.resolve("worktree");
        fixture.run(origin, "worktree", "add", "-q", "-b", BRANCH.value(), worktree.toString());
        assertThatThrownBy(() ->
                        BranchDelivery.toBranch(
                                fixture.git, mirror.path(), url(origin), result, BRANCH))
                .hasMessageContaining("checked out");
        assertThat(fixture.run(worktree, "rev-parse", "HEAD")).isEqualTo(base.hex());
    }

    @Test
    void whatKeepsTheBranchFromBeingMadeIsKnownBefore() throws IOException {
        BranchDelivery.checkLocal(fixture.git, origin, BRANCH);
        fixture.run(origin, "branch", "codefleet");
        assertThatThrownBy(() -> BranchDelivery.checkLocal(fixture.git, origin, BRANCH))
                .hasMessageContaining("has a branch codefleet");
        fixture.run(origin, "pack-refs", "--all");
        assertThatThrownBy(() -> BranchDelivery.checkLocal(fixture.git, origin, BRANCH))
                .hasMessageContaining("has a branch codefleet");
        fixture.run(origin, "branch", "-D", "codefleet");
        BranchDelivery.checkLocal(fixture.git, origin, BRANCH);

        var elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(origin.resolve(".git/refs/heads/codefleet"), elsewhere);
        assertThatThrownBy(() ->
                        BranchDelivery.toBranch(
                                fixture.git, mirror.path(), url(origin), result, BRANCH))
                .hasMessageContaining("symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aBranchIsMovedForwardAndOnceMoreIsNoChange() throws IOException {
        fixture.run(origin, "branch", BRANCH.value());
        fixture.run(origin, "pack-refs", "--all");
        BranchDelivery.toBranch(fixture.git, mirror.path(), url(origin), result, BRANCH);
        BranchDelivery.toBranch(fixture.git, mirror.path(), url(origin), result, BRANCH);
        assertThat(fixture.run(origin, "rev-parse", BRANCH.value())).isEqualTo(result.hex());
        assertThat(fixture.run(origin, "fsck")).isEmpty();
    }
}
