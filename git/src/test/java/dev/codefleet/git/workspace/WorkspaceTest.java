package dev.codefleet.git.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.git.process.GitSettings;
import dev.codefleet.git.remote.BranchDelivery;
import dev.codefleet.support.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
    @TempDir Path root;
    private Fixture fixture;
    private Path mirror;
    private CommitId base;
    private Workspace workspace;
    private Path files;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        var origin =
                fixture.repository(
                        "origin", Map.of("a.txt", "one\n", ".gitignore", "*.log\n", "run.sh", "x"));
        Fixture.script(origin.resolve("run.sh"), "true");
        base = fixture.commit(origin, "second", Map.of());
        mirror = root.resolve("mirror.git");
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), mirror.toString());
        workspace = fixture.workspace(mirror, base, "w");
        files = workspace.directory();
    }

    @Test
    void startsCleanWithEveryFileAndItsMode() {
        assertThat(fixture.run(files, "status", "--porcelain", "--ignored")).isEmpty();
        assertThat(files.resolve("a.txt")).hasContent("one");
        assertThat(Files.isExecutable(files.resolve("run.sh"))).isTrue();
        assertThat(fixture.head(files)).isEqualTo(base);
        assertThat(fixture.run(files, "log", "--format=%s")).isEqualTo("second\nfirst");
        assertThat(fixture.run(files, "fsck")).isEmpty();
    }

    @Test
    void sharesNothingThatCanBeWrittenAndKnowsNoRemote() throws IOException {
        var second = fixture.workspace(mirror, base, "w2");
        Fixture.write(files.resolve("a.txt"), "mine\n");
        fixture.run(files, "checkout", "--quiet", "-b", "private");
        fixture.run(files, "stash");
        workspace.commitAll("mine", Fixture.NOON);

        assertThat(fixture.run(files, "remote")).isEmpty();
        assertThat(fixture.run(second.directory(), "branch", "--list", "private")).isEmpty();
        assertThat(fixture.run(second.directory(), "stash", "list")).isEmpty();
        assertThat(second.directory().resolve("a.txt")).hasContent("one");
        assertThat(fixture.run(mirror, "for-each-ref", "--format=%(refname)"))
                .isEqualTo("refs/heads/main");
    }

    @Test
    void commitsWhatIsNotIgnored() throws IOException {
        Fixture.write(files.resolve("new dir/n.txt"), "new\n");
        Fixture.write(files.resolve("noise.log"), "noise\n");
        Files.delete(files.resolve("run.sh"));

        var commit = workspace.commitAll("Add n", Fixture.NOON).orElseThrow();

        assertThat(fixture.run(files, "ls-tree", "-r", "--name-only", commit.hex()))
                .isEqualTo(".gitignore\na.txt\nnew dir/n.txt");
        assertThat(fixture.run(files, "log", "-1", "--format=%an %ae %cn %ct %s %P", commit.hex()))
                .isEqualTo(
                        "Ada ada@example.org Ada "
                                + Fixture.NOON.getEpochSecond()
                                + " Add n "
                                + base);
        assertThat(fixture.head(files)).isEqualTo(commit);
    }

    @Test
    void nothingChangedIsNoCommit() {
        assertThat(workspace.commitAll("nothing", Fixture.NOON)).isEmpty();
    }

    @Test
    void committingAgainAddsToTheFirst() throws IOException {
        Fixture.write(files.resolve("a.txt"), "two\n");
        var first = workspace.commitAll("first", Fixture.NOON).orElseThrow();
        assertThat(workspace.commitAll("again", Fixture.NOON)).contains(first);
        Fixture.write(files.resolve("a.txt"), "three\n");
        var second = workspace.commitAll("second", Fixture.NOON).orElseThrow();
        assertThat(fixture.run(files, "rev-parse", second + "^")).isEqualTo(first.hex());
    }

    @Test
    void commitsMadeInTheWorkspaceAreKeptAndTheRestGoesOnTop() throws IOException {
        fixture.run(files, "checkout", "--quiet", "-b", "work");
        var own = fixture.commit(files, "own", Map.of("own.txt", "own\n"));
        Fixture.write(files.resolve("rest.txt"), "rest\n");

        var last = workspace.commitAll("rest", Fixture.NOON).orElseThrow();

        assertThat(fixture.run(files, "rev-parse", last + "^", last + "^^"))
                .isEqualTo(own + "\n" + base);
    }

    @Test
    void onlyCommitsMadeInTheWorkspaceAreAResultToo() throws IOException {
        var own = fixture.commit(files, "own", Map.of("own.txt", "own\n"));
        assertThat(workspace.commitAll("rest", Fixture.NOON)).contains(own);
    }

    @Test
    void aHistoryThatLeftTheBaseIsReplacedByOneCommitOnIt() throws IOException {
        fixture.run(files, "checkout", "--quiet", "--orphan", "elsewhere");
        fixture.commit(files, "unrelated", Map.of("a.txt", "elsewhere\n"));
        var commit = workspace.commitAll("result", Fixture.NOON).orElseThrow();
        assertThat(fixture.run(files, "rev-parse", commit + "^")).isEqualTo(base.hex());
        assertThat(fixture.run(files, "show", commit + ":a.txt")).isEqualTo("elsewhere");
    }

    @Test
    void noHookEverRuns() throws IOException {
        var trace = fixture.plantHooks(root.resolve("origin/.git"));
        fixture.plantHooks(mirror);
        fixture.plantHooks(files.resolve(".git"));
        var cache = fixture.cache(1 << 30);
        var url = Fixture.url(root.resolve("origin"));
        cache.workspace(url, base, root.resolve("w3"), Fixture.ADA).close();
        fixture.workspace(mirror, base, "w4");
        Fixture.write(files.resolve("a.txt"), "two\n");

        var commit = workspace.commitAll("two", Fixture.NOON).orElseThrow();
        var bundle = Bundles.create(fixture.git, files, List.of(base), commit, root.resolve("b"));
        Bundles.add(
                fixture.git,
                mirror,
                bundle.file(),
                bundle.sha256(),
                commit,
                new RefName("refs/codefleet/x"));
        BranchDelivery.toBranch(fixture.git, mirror, url, commit, new RefName("codefleet/j1"));

        assertThat(trace).doesNotExist();
    }

    @Test
    void programsNamedInTheWorkspaceDoNotRun() throws IOException {
        var trace = root.resolve("a-program-ran");
        var program = root.resolve("program");
        Fixture.script(program, "touch " + trace + "; cat");
        Files.writeString(
                files.resolve(".git/config"),
                """
                [core]
                    fsmonitor = %1$s
                    hooksPath = %2$s
                [filter "x"]
                    clean = %1$s
                [commit]
                    gpgSign = true
                [gpg]
                    program = %1$s
                """
                        .formatted(program, root),
                StandardOpenOption.APPEND);
        Fixture.write(files.resolve(".git/info/attributes"), "* filter=x\n");
        Fixture.write(files.resolve(".gitattributes"), "* filter=x\n");
        Fixture.write(files.resolve("a.txt"), "two\n");

        assertNotCommittable(workspace, "a.txt");
        assertThat(trace).doesNotExist();
    }

    private void addSubmodule(Path inner) throws IOException {
        var library = fixture.repository("inner", Map.of("i.txt", "i\n"));
        fixture.run(library, "clone", "--quiet", library.toString(), inner.toString());
        Fixture.write(
                files.resolve(".gitmodules"),
                "[submodule \"x\"]\n\tpath = inner\n\turl = ../inner\n");
    }

    @Test
    void programsNamedInARepositoryInsideTheWorkspaceDoNotRun() throws IOException {
        var trace = root.resolve("a-program-ran");
        var program = root.resolve("program");
        Fixture.script(program, "touch " + trace + "; cat");
        var inner = files.resolve("inner");
        addSubmodule(inner);
        assertThat(workspace.commitAll("with inner", Fixture.NOON)).isPresent();
        Files.writeString(
                inner.resolve(".git/config"),
                "[core]\n\tfsmonitor = %1$s\n[filter \"x\"]\n\tclean = %1$s\n".formatted(program),
                StandardOpenOption.APPEND);
        Fixture.write(inner.resolve(".gitattributes"), "* filter=x\n");
        Fixture.write(inner.resolve("i.txt"), "j\n");

        assertNotCommittable(workspace, "inner");

        assertThat(trace).doesNotExist();
    }

    @Test
    void aSubmoduleIsRecordedByItsHead() throws IOException {
        var inner = files.resolve("inner");
        addSubmodule(inner);
        assertThat(workspace.commitAll("with inner", Fixture.NOON)).isPresent();
        var moved = fixture.commit(inner, "two", Map.of("i.txt", "j\n"));
        fixture.run(inner, "push", "--quiet", "origin", "HEAD:refs/heads/two");
        var commit = workspace.commitAll("again", Fixture.NOON).orElseThrow();
        assertThat(fixture.run(files, "rev-parse", commit + ":inner")).isEqualTo(moved.hex());
    }

    /** A commit holds its name alone, and nobody could fetch what it stands for. */
    @Test
    void aCommitOfASubmoduleThatItsRemoteHasNotIsRefusedByItsPath() throws IOException {
        var inner = files.resolve("inner");
        addSubmodule(inner);
        var commit = workspace.commitAll("with inner", Fixture.NOON).orElseThrow();
        fixture.run(mirror, "fetch", "--quiet", files.toString(), commit + ":refs/heads/sub");
        var second = fixture.workspace(mirror, commit, "w2");
        var checkedOut = second.directory().resolve("inner");
        fixture.run(root, "clone", "--quiet", root.resolve("inner").toString(), checkedOut + "");
        assertThat(second.commitAll("checked out", Fixture.NOON)).isEmpty();

        fixture.commit(checkedOut, "local", Map.of("i.txt", "local\n"));

        assertNotCommittable(second, "inner");
        fixture.run(checkedOut, "reset", "--quiet", "--hard", "HEAD~1");
        assertThat(second.commitAll("back", Fixture.NOON)).isEmpty();
    }

    @Test
    void whatASubmoduleOfASubmoduleLosesIsRefusedByItsPath() throws IOException {
        var deep = fixture.repository("deep", Map.of("d.txt", "d\n"));
        var library = fixture.repository("library", Map.of("l.txt", "l\n"));
        addSubmodule(library, deep, "sub");
        fixture.commit(library, "with sub", Map.of());
        addSubmodule(files, library, "lib");
        var lib = files.resolve("lib");
        fixture.git.run(
                GitCall.in(lib, "submodule", "--quiet", "update", "--init")
                        .config("protocol.file.allow=always"));
        assertThat(workspace.commitAll("with lib", Fixture.NOON)).isPresent();

        Fixture.write(lib.resolve("sub/d.txt"), "changed\n");
        assertNotCommittable(workspace, "lib/sub");

        fixture.commit(lib.resolve("sub"), "local", Map.of());
        assertNotCommittable(workspace, "lib");
    }

    private void addSubmodule(Path to, Path library, String path) {
        fixture.git.run(
                GitCall.in(to, "submodule", "--quiet", "add", library.toString(), path)
                        .config("protocol.file.allow=always"));
    }

    private void assertNotCommittable(Workspace in, String path) {
        assertThatThrownBy(() -> in.commitAll("x", Fixture.NOON))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.NOT_COMMITTABLE))
                .hasMessageContaining("'" + path + "'");
    }

    @Test
    void aRepositoryInsideTheTreeIsRefusedByItsPath() throws IOException {
        fixture.run(files, "clone", "--quiet", mirror.toString(), "dir/cl one");
        assertNotCommittable(workspace, "dir/cl one");
        Directories.delete(files.resolve("dir/cl one/.git"));
        assertThat(workspace.commitAll("files", Fixture.NOON)).isPresent();
    }

    @Test
    void aWorkTreeInsideTheTreeIsRefusedByItsPath() {
        fixture.run(files, "worktree", "add", "--quiet", "wt");
        assertNotCommittable(workspace, "wt");
    }

    @Test
    void aRepositoryWithoutCommitsIsRefusedByItsPath() throws IOException {
        fixture.run(files, "init", "--quiet", "--template=", "inner");
        Fixture.write(files.resolve("inner/i.txt"), "i\n");
        assertNotCommittable(workspace, "inner");
    }

    @Test
    void aRepositoryThatTheExecutorCommittedItselfIsRefused() throws IOException {
        fixture.run(files, "clone", "--quiet", mirror.toString(), "inner");
        fixture.commit(files, "own", Map.of("own.txt", "own\n"));
        assertNotCommittable(workspace, "inner");
    }

    @Test
    void anIgnoredRepositoryIsNobodysConcern() {
        fixture.run(files, "clone", "--quiet", mirror.toString(), "tool.log");
        assertThat(workspace.commitAll("x", Fixture.NOON)).isEmpty();
    }

    @Test
    void filesInASubmoduleOfTheBaseAreRefusedByItsPath() throws IOException {
        addSubmodule(files.resolve("inner"));
        var commit = workspace.commitAll("with inner", Fixture.NOON).orElseThrow();
        fixture.run(mirror, "fetch", "--quiet", files.toString(), commit + ":refs/heads/sub");
        var second = fixture.workspace(mirror, commit, "w2");
        assertThat(second.submodules()).containsExactly("inner");
        assertThat(second.directory().resolve("inner")).isEmptyDirectory();
        assertThat(second.commitAll("nothing", Fixture.NOON)).isEmpty();
        Fixture.write(second.directory().resolve("inner/new.txt"), "new\n");
        assertNotCommittable(second, "inner");
        Directories.delete(second.directory().resolve("inner"));
        assertThat(second.commitAll("without", Fixture.NOON)).isPresent();
    }

    @Test
    void filesThatASubmodulesCommitHasNotAreRefused() throws IOException {
        var library = fixture.repository("library", Map.of("l.txt", "l\n", ".gitignore", "*.o\n"));
        fixture.git.run(
                GitCall.in(files, "submodule", "--quiet", "add", library.toString(), "lib")
                        .config("protocol.file.allow=always"));
        Fixture.write(files.resolve("lib/l.o"), "ignored\n");
        assertThat(workspace.commitAll("with lib", Fixture.NOON)).isPresent();
        Fixture.write(files.resolve("lib/new.txt"), "new\n");
        assertNotCommittable(workspace, "lib");
        Files.delete(files.resolve("lib/new.txt"));
        Fixture.write(files.resolve("lib/l.txt"), "changed\n");
        assertNotCommittable(workspace, "lib");
    }

    @Test
    void aReceivedCommitIsCheckedOutFromItsOwnObjects() throws IOException {
        Fixture.write(files.resolve("n.txt"), "new\n");
        var commit = workspace.commitAll("n", Fixture.NOON).orElseThrow();
        var bundle = Bundles.create(fixture.git, files, List.of(base), commit, root.resolve("b"));
        forge("one\n", "forged\n");

        var clean =
                Workspace.receive(fixture.git, mirror, bundle, root.resolve("clean"), Fixture.ADA);
        var changes = clean.count(base, files, 10);
        clean.checkOut();

        assertThat(changes.files()).extracting("path").containsExactly("n.txt");
        assertThat(clean.directory().resolve("a.txt")).hasContent("one");
        assertThat(clean.directory().resolve("n.txt")).hasContent("new");
        assertThat(fixture.head(clean.directory())).isEqualTo(commit);
    }

    /** The file is in the commit by a name under which the executor has put something else. */
    @Test
    void aCommitOfForgedObjectsIsNotReceived() throws IOException {
        forge("new\n", "forged\n");
        Fixture.write(files.resolve("n.txt"), "new\n");
        var commit = workspace.commitAll("n", Fixture.NOON).orElseThrow();
        var bundle = Bundles.create(fixture.git, files, List.of(base), commit, root.resolve("b"));
        assertThatThrownBy(() ->
                        Workspace.receive(
                                fixture.git, mirror, bundle, root.resolve("clean"), Fixture.ADA))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.TAMPERED));
        assertThat(root.resolve("clean")).doesNotExist();
    }

    /** Puts an object into the workspace under the name of another. */
    private void forge(String content, String instead) throws IOException {
        var file = root.resolve("content");
        Files.writeString(file, content);
        var name = fixture.run(root, "hash-object", file.toString());
        Files.writeString(file, instead);
        var other = fixture.run(files, "hash-object", "-w", file.toString());
        var objects = files.resolve(".git/objects");
        var target = objects.resolve(name.substring(0, 2)).resolve(name.substring(2));
        Files.createDirectories(target.getParent());
        Files.copy(
                objects.resolve(other.substring(0, 2)).resolve(other.substring(2)),
                target,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** A base whose files were committed before the attributes that they have now. */
    private Workspace withAttributes(String attributes, Map<String, String> contents)
            throws IOException {
        var origin = root.resolve("origin");
        fixture.commit(origin, "files", contents);
        Fixture.write(origin.resolve(".gitattributes"), attributes);
        fixture.run(origin, "add", ".gitattributes");
        fixture.run(
                origin,
                "-c",
                "user.name=Bob",
                "-c",
                "user.email=b@example.org",
                "commit",
                "--quiet",
                "--message=attributes",
                ".gitattributes");
        fixture.run(mirror, "fetch", "--quiet", "origin");
        return fixture.workspace(mirror, fixture.head(origin), "w2");
    }

    private List<String> changed(Workspace in) {
        var commit = in.commitAll("change", Fixture.NOON);
        return commit.isEmpty()
                ? List.of()
                : fixture.run(
                                in.directory(),
                                "diff",
                                "--name-only",
                                in.base().hex(),
                                commit.get().hex())
                        .lines()
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.txt text\n",
                "*.txt eol=lf\n",
                "*.txt eol=crlf\n",
                "*.txt text=auto\n",
                "*.txt ident\n",
                "*.txt working-tree-encoding=UTF-16LE\n",
                "*.txt filter=lfs\n"
            })
    void filesThatNobodyTouchedStayAsTheyAre(String attributes) throws IOException {
        var in =
                withAttributes(
                        attributes,
                        Map.of(
                                "crlf.txt",
                                "a\r\nb\r\n",
                                "mixed.txt",
                                "a\r\nb\n",
                                "id.txt",
                                "$Id: 0123 $\n",
                                "dir/plain.txt",
                                "a\nb\n"));
        Fixture.write(in.directory().resolve("new"), "new\n");
        for (var name : List.of("crlf.txt", "mixed.txt", "id.txt", "dir/plain.txt")) {
            var file = in.directory().resolve(name);
            Files.write(file, Files.readAllBytes(file));
        }
        assertThat(changed(in)).containsExactly("new");
    }

    @Test
    void newAttributesChangeNoFileThatNobodyTouched() throws IOException {
        var in = withAttributes("*.txt eol=crlf\n", Map.of("lf.txt", "a\nb\n", "x.txt", "x\r\n"));
        Fixture.write(in.directory().resolve(".gitattributes"), "*.txt text eol=lf\n");
        fixture.run(in.directory(), "add", "--all");
        assertThat(changed(in)).containsExactly(".gitattributes");
    }

    @Test
    void filesThatWereTouchedAreConvertedAndKeepTheirMode() throws IOException {
        var in = withAttributes("*.txt text\n", Map.of("x.txt", "a\r\n", "y.txt", "a\r\n"));
        Fixture.write(in.directory().resolve("x.txt"), "a\r\nb\r\n");
        in.directory().resolve("y.txt").toFile().setExecutable(true);
        var commit = in.commitAll("change", Fixture.NOON).orElseThrow();
        var both = fixture.run(in.directory(), "ls-tree", "-r", commit.hex(), "x.txt", "y.txt");
        var content = fixture.run(in.directory(), "cat-file", "-p", commit + ":x.txt");
        assertThat(content).isEqualTo("a\nb");
        assertThat(both.lines().toList().get(1)).startsWith("100755");
        var before = fixture.run(in.directory(), "rev-parse", in.base() + ":y.txt");
        assertThat(fixture.run(in.directory(), "rev-parse", commit + ":y.txt")).isEqualTo(before);
    }

    @Test
    void aChangedFileWhoseFilterIsNotHereIsRefused() throws IOException {
        var made = withAttributes("*.bin filter=lfs diff=lfs -text\n", Map.of("x.bin", "old\n"));
        var path = Files.createDirectory(root.resolve("path"));
        for (var place : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, "git"))) {
                Files.createSymbolicLink(path.resolve("git"), Path.of(place, "git"));
                break;
            }
        }
        var withoutLfs =
                new Git(GitSettings.defaults(root.resolve("home")), Map.of("PATH", path + ""));
        var in = Workspace.create(withoutLfs, mirror, made.base(), root.resolve("w3"), Fixture.ADA);
        Fixture.write(in.directory().resolve("dir/new.bin"), "big\n");
        assertNotCommittable(in, "dir/new.bin");
        assertThatThrownBy(() -> in.commitAll("x", Fixture.NOON))
                .hasMessageContaining("filter=lfs")
                .hasMessageContaining(".gitattributes");
    }

    @Test
    void aFilterThatTheExecutorBringsIsRefusedToo() throws IOException {
        Fixture.write(files.resolve(".gitattributes"), "*.key filter=crypt\n");
        Fixture.write(files.resolve("a.key"), "secret\n");
        assertNotCommittable(workspace, "a.key");
    }

    @Test
    void filesWithAFilterMayBeMovedAndDeleted() throws IOException {
        var in =
                withAttributes(
                        "*.bin filter=lfs\n", Map.of("x.bin", "one\n1\n2\n", "y.bin", "two\n3\n"));
        Files.move(in.directory().resolve("x.bin"), in.directory().resolve("z.bin"));
        Files.delete(in.directory().resolve("y.bin"));
        assertThat(changed(in)).contains("y.bin", "z.bin");
    }

    @Test
    void anUnfinishedMergeAndChangesOfKindAreCommittedAsTheFilesAre() throws IOException {
        fixture.commit(files, "ours", Map.of("a.txt", "ours\n"));
        var ours = fixture.head(files);
        fixture.run(files, "checkout", "--quiet", base.hex());
        fixture.commit(files, "theirs", Map.of("a.txt", "theirs\n"));
        fixture.git.run(GitCall.in(files, "merge", ours.hex()).accepting(1));
        Files.delete(files.resolve("run.sh"));
        Fixture.write(files.resolve("run.sh/inside"), "now a directory\n");

        var commit = workspace.commitAll("result", Fixture.NOON).orElseThrow();

        assertThat(fixture.run(files, "show", commit + ":a.txt")).contains("ours", "theirs");
        assertThat(fixture.run(files, "ls-tree", "-r", "--name-only", commit.hex()))
                .isEqualTo(".gitignore\na.txt\nrun.sh/inside");
    }

    @Test
    void aGitDirectoryWithLinksIsRefused() throws IOException {
        Directories.delete(files.resolve(".git/info"));
        Files.createSymbolicLink(files.resolve(".git/info"), root);
        assertThatThrownBy(() -> workspace.commitAll("x", Fixture.NOON))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.TAMPERED));
    }

    @Test
    void aGitDirectoryThatPointsElsewhereIsRefused() throws IOException {
        Directories.delete(files.resolve(".git"));
        Files.writeString(files.resolve(".git"), "gitdir: " + mirror + "\n");
        assertThatThrownBy(() -> workspace.commitAll("x", Fixture.NOON))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.TAMPERED));
    }

    @Test
    void aLockThatAKilledCommandLeftDoesNotMatter() throws IOException {
        Fixture.write(files.resolve(".git/index.lock"), "");
        Fixture.write(files.resolve("a.txt"), "two\n");
        assertThat(workspace.commitAll("two", Fixture.NOON)).isPresent();
    }

    @Test
    void isOnlyMadeInAnEmptyPlace() throws IOException {
        Fixture.write(root.resolve("full/a.txt"), "mine");
        assertThatThrownBy(() -> fixture.workspace(mirror, base, "full"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(root.resolve("full/a.txt")).hasContent("mine");
    }

    @Test
    void leavesNothingWhenItCannotBeMade() {
        assertThatThrownBy(
                        () -> fixture.workspace(mirror, new CommitId("0123".repeat(10)), "broken"))
                .isInstanceOf(GitFailed.class);
        assertThat(root.resolve("broken")).doesNotExist();
    }
}
