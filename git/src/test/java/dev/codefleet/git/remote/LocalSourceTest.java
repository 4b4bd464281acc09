package dev.codefleet.git.remote;

import static dev.codefleet.git.Fixture.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories on this machine, which may hold anything and lie anywhere. */
class LocalSourceTest {
    private static final RefName MAIN = new RefName("main");
    private static final RefName RESULT = new RefName("codefleet/job-1");

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private CommitId head;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("origin", Map.of("a.txt", "one\n"));
        head = fixture.head(origin);
    }

    @Test
    void nothingThatItsConfigurationNamesRuns() throws IOException {
        var clone = root.resolve("clone");
        // One that borrows objects: git asks for what else they are known by.
        fixture.run(root, "clone", "-q", "--shared", origin.toString(), clone.toString());
        var cache = fixture.cache(1 << 30);
        var trace = root.resolve("it-ran");
        var touch = root.resolve("touch.sh");
        Fixture.script(touch, "touch " + trace + "; exec \"$@\"");
        fixture.plantHooks(clone.resolve(".git"));
        try (var mirror = cache.ensure(url(clone), head)) {
            for (var setting :
                    List.of(
                            "core.alternateRefsCommand",
                            "core.fsmonitor",
                            "core.sshCommand",
                            "core.gitProxy",
                            "uploadpack.packObjectsHook",
                            "credential.helper",
                            "remote." + mirror.path().toAbsolutePath() + ".uploadpack")) {
                fixture.run(clone, "config", setting, touch + " git-upload-pack");
            }
            fixture.run(clone, "config", "core.hooksPath", clone.resolve(".git/hooks").toString());
            assertThat(cache.resolve(url(clone), MAIN)).isEqualTo(head);
            var result = commit(mirror.path());
            BranchDelivery.check(fixture.git, mirror.path(), url(clone), head, RESULT);
            BranchDelivery.toBranch(fixture.git, mirror.path(), url(clone), result, RESULT);
            assertThat(clone.resolve(".git/refs/heads/" + RESULT)).hasContent(result.hex());
        }
        assertThat(trace).doesNotExist();
        assertThat(root.resolve("a-hook-ran")).doesNotExist();
    }

    @Test
    void worktreesBareOnesAndPackedNamesAreReadAsGitDoes() throws IOException {
        fixture.run(origin, "branch", "topic");
        fixture.run(origin, "tag", "v1");
        fixture.run(origin, "pack-refs", "--all");
        fixture.run(origin, "gc", "-q");
        var worktree = root.resolve("worktree");
        fixture.run(origin, "worktree", "add", "-q", worktree.toString(), "topic");
        var second = fixture.commit(worktree, "second", Map.of("b.txt", "two\n"));
        fixture.run(root, "clone", "-q", "--bare", origin.toString(), "bare.git");
        var cache = fixture.cache(1 << 30);

        assertThat(cache.resolve(url(worktree), new RefName("HEAD"))).isEqualTo(second);
        assertThat(cache.resolve(url(worktree), MAIN)).isEqualTo(head);
        assertThat(cache.resolve(url(origin), new RefName("topic"))).isEqualTo(second);
        assertThat(cache.resolve(url(origin), new RefName("v1"))).isEqualTo(head);
        assertThat(cache.resolve(url(root.resolve("bare.git")), MAIN)).isEqualTo(head);
        assertThat(cache.resolve(url(root.resolve("bare")), new RefName("HEAD"))).isEqualTo(head);

        BranchDelivery.toBranch(fixture.git, origin, url(worktree), second, RESULT);
        assertThat(fixture.run(origin, "rev-parse", RESULT.value())).isEqualTo(second.hex());
    }

    @Test
    void anAddressPointsToOnePlaceForFetchAndDelivery() throws IOException {
        var spaced = fixture.repository("a b", Map.of("f", "spaced\n"));
        var literal = fixture.repository("a%20b", Map.of("f", "per cent\n"));
        var address = new RepositoryUrl("file://" + root + "/a%20b");
        var cache = fixture.cache(1 << 30);

        var found = cache.resolve(address, MAIN);
        assertThat(found).isEqualTo(fixture.head(spaced));
        try (var mirror = cache.ensure(address, found)) {
            BranchDelivery.toBranch(fixture.git, mirror.path(), address, found, RESULT);
        }

        assertThat(fixture.run(spaced, "for-each-ref")).contains(RESULT.value());
        assertThat(fixture.run(literal, "for-each-ref")).doesNotContain(RESULT.value());
        assertThat(cache.resolve(url(literal), MAIN)).isEqualTo(fixture.head(literal));
    }

    @Test
    void aShallowCloneIsRefusedWithTheWayOut() throws IOException {
        fixture.commit(origin, "second", Map.of("a.txt", "two\n"));
        var clone = root.resolve("shallow");
        fixture.run(root, "clone", "-q", "--depth=1", "file://" + origin, clone.toString());
        assertThat(refusal(clone))
                .hasMessageContaining("shallow clone")
                .hasMessageContaining("git -C " + clone + " fetch --unshallow");
        fixture.run(clone, "fetch", "-q", "--unshallow");
        assertThat(fixture.cache(1 << 30).resolve(url(clone), MAIN)).isNotNull();
    }

    @Test
    void aPartialCloneIsRefused() {
        var clone = root.resolve("partial");
        fixture.run(origin, "config", "uploadpack.allowFilter", "true");
        fixture.run(
                root,
                "clone",
                "-q",
                "--bare",
                "--filter=blob:none",
                "file://" + origin,
                clone.toString());
        assertThat(refusal(clone)).hasMessageContaining("partial clone");
    }

    @Test
    void whatIsNotThereIsSaidInPlainWords() throws IOException {
        var gone = root.resolve("gone");
        assertThat(failure(gone).reason()).isEqualTo(GitFailed.Reason.NO_REPOSITORY);
        assertThat(failure(gone)).hasMessageContaining("There is nothing at " + gone);
        var plain = Files.createDirectory(root.resolve("plain"));
        assertThat(failure(plain)).hasMessageContaining("This is no git repository: " + plain);
        var file = Files.writeString(root.resolve("file"), "gitdir: nowhere\n");
        assertThat(failure(file).reason()).isEqualTo(GitFailed.Reason.NO_REPOSITORY);
    }

    @Test
    void theFleetsOwnDirectoryIsRefusedByWhateverWayItIsReached() throws IOException {
        var own = Files.createDirectory(root.resolve("fleet"));
        fixture.run(root, "clone", "-q", origin.toString(), own.resolve("x").toString());
        fixture.run(root, "clone", "-q", "-s", own.resolve("x").toString(), "borrower");
        Files.createSymbolicLink(root.resolve("link"), own.resolve("x"));
        Fixture.write(root.resolve("file/.git"), "gitdir: " + own.resolve("x/.git") + "\n");
        var git =
                new Git(
                        GitSettings.defaults(root.resolve("home"))
                                .refusing(List.of(own, root.resolve("nowhere"))));
        for (var path : List.of("fleet/x", "link", "file", "borrower")) {
            var failure =
                    catchThrowableOfType(
                            GitFailed.class, () -> LocalSource.open(git, root.resolve(path)));
            assertThat(failure).as(path).hasMessageContaining("fleet's own directory");
        }
        assertThat(LocalSource.open(git, origin).isOfAnotherUser()).isFalse();
    }

    @Test
    void placesOfObjectsThatAreNotLookedAtAreRefused() throws IOException {
        var file = origin.resolve(".git/objects/info/alternates");
        for (var line : List.of("\"/srv/\\146leet\"", "/srv/a\rb", "/srv/a\0b")) {
            Fixture.write(file, line + "\n");
            assertThat(failure(origin).reason()).isEqualTo(GitFailed.Reason.UNUSABLE);
            assertThat(failure(origin)).hasMessageContaining("quoted, or not readable");
        }
        var lines = new StringBuilder("# many\n");
        for (var i = 0; i < 101; i++) {
            lines.append(Files.createDirectories(root.resolve("many/" + i))).append('\n');
        }
        Fixture.write(file, lines.toString());
        Fixture.write(root.resolve("many/100/info/alternates"), "/srv\n");
        assertThat(failure(origin)).hasMessageContaining("too many repositories");
        Fixture.write(file, "# none\n\n");
        assertThat(LocalSource.open(fixture.git, origin).isOfAnotherUser()).isFalse();
    }

    @Test
    void aRepositoryOfAnotherUserIsRefusedUnlessTheUserTrustsIt() throws Exception {
        assumeTrue(Files.getOwner(root).getName().equals("root"), "only root can give files away");
        var ours = root.resolve("ours.git");
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), ours.toString());
        new ProcessBuilder("chown", "-R", "nobody", origin.toString()).start().waitFor();
        assertThat(refusal(origin))
                .hasMessageContaining("another user")
                .hasMessageContaining("safe.directory " + origin);
        fixture.run(
                origin.resolve(".."),
                "config",
                "--file",
                origin + "/.git/config",
                "safe.directory",
                "*");
        assertThat(refusal(origin)).hasMessageContaining("another user");

        var home = Files.createDirectory(root.resolve("user"));
        Files.writeString(home.resolve(".gitconfig"), "[safe]\n\tdirectory = " + origin + "\n");
        var git =
                new Git(
                        GitSettings.defaults(root.resolve("home")),
                        Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")));
        assertThat(LocalSource.open(git, origin).isOfAnotherUser()).isTrue();
        BranchDelivery.toBranch(git, ours, url(origin), head, RESULT);
        var branch = origin.resolve(".git/refs/heads/" + RESULT);
        assertThat(Files.getOwner(branch).getName()).isEqualTo("nobody");
        assertThat(Files.getOwner(branch.getParent()).getName()).isEqualTo("nobody");
    }

    @Test
    void whoCalledSudoOwnsWhatIsTheirs() throws Exception {
        assumeTrue(Files.getOwner(root).getName().equals("root"), "only root can give files away");
        new ProcessBuilder("chown", "-R", "65534", origin.toString()).start().waitFor();
        var git =
                new Git(
                        GitSettings.defaults(root.resolve("home")),
                        Map.of("SUDO_UID", "65534", "PATH", System.getenv("PATH")));
        assertThat(LocalSource.open(git, origin).isOfAnotherUser()).isFalse();
    }

    private CommitId commit(Path mirror) throws IOException {
        var workspace = fixture.workspace(mirror, head, "w");
        Fixture.write(workspace.directory().resolve("b.txt"), "two\n");
        var result = workspace.commitAll("two", Fixture.NOON).orElseThrow();
        var bundle =
                Bundles.create(
                        fixture.git,
                        workspace.directory(),
                        List.of(head),
                        result,
                        root.resolve("b"));
        Bundles.add(
                fixture.git,
                mirror,
                bundle.file(),
                bundle.sha256(),
                result,
                new RefName("refs/codefleet/r"));
        return result;
    }

    private GitFailed refusal(Path path) {
        var failure = failure(path);
        assertThat(failure.reason()).isEqualTo(GitFailed.Reason.UNUSABLE);
        return failure;
    }

    private GitFailed failure(Path path) {
        return catchThrowableOfType(
                GitFailed.class, () -> fixture.cache(1 << 30).resolve(url(path), MAIN));
    }
}
