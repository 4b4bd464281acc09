package dev.codefleet.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was done to a work tree, honestly and less so, with the real git. */
class KnownTreeTest {
    @TempDir Path root;

    private Fixture fixture;
    private Path mirror;
    private Workspace workspace;
    private KnownTree known;
    private Path files;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        var origin =
                fixture.repository(
                        "origin",
                        Map.of(
                                "a.txt", "one\n",
                                "dir/b.txt", "two\n",
                                "dir/deep/c.txt", "three\n",
                                ".gitignore", "*.log\n"));
        Fixture.script(origin.resolve("run.sh"), "true");
        Files.createSymbolicLink(origin.resolve("link"), Path.of("dir/b.txt"));
        var base = fixture.commit(origin, "second", Map.of());
        mirror = root.resolve("mirror.git");
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), mirror.toString());
        workspace = fixture.workspace(mirror, base, "w");
        files = workspace.directory();
        known = workspace.known(root.resolve("kept"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "echo changed >a.txt",
                "echo changed >dir/deep/c.txt; echo new >dir/deep/new.txt",
                "mkdir -p more/and; echo new >more/and/new.txt",
                "rm a.txt",
                "rm -r dir/deep",
                "mv a.txt dir/a.txt",
                "chmod +x a.txt",
                "rm a.txt; ln -s run.sh a.txt",
                "rm link; echo 'a file now' >link",
                "rm -r dir; echo 'a file now' >dir",
                "rm a.txt; mkdir a.txt; echo x >a.txt/x",
                "touch -d 2001-01-01 a.txt",
                "cp a.txt copy && mv copy a.txt",
                "echo x >noise.log; rm noise.log",
                "git checkout -q -b mine; echo x >a.txt; git -c user.name=A -c user.email=a@b commit -qam x",
                "git config core.autocrlf true; printf 'one\\r\\n' >a.txt",
            })
    void aTreeThatIsItsCommitIsKnownAsSuch(String script) throws Exception {
        run(script);
        var result = workspace.commitAndCount("work", Fixture.NOON, 100);

        assertThat(holds(result)).isTrue();
        assertThat(fixture.run(files, "status", "--porcelain", "--ignored")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // In the tree and not in the commit.
                "echo x >noise.log",
                "mkdir empty",
                "mkdir -p dir/deep/er",
                "echo secret >.git/info/exclude; echo x >secret",
                "echo '*' >dir/.gitignore; rm dir/.gitignore; mkdir dir/x",
                // Changed and hidden from git.
                "git update-index --skip-worktree a.txt; echo hidden >a.txt",
                "git update-index --skip-worktree a.txt; rm a.txt",
                "git update-index --skip-worktree dir/b.txt; rm dir/b.txt; touch noise.log",
                "git update-index --assume-unchanged a.txt; echo hidden >a.txt",
                "git update-index --assume-unchanged a.txt; chmod +x a.txt",
                "git update-index --skip-worktree a.txt; mv a.txt ../a; ln -s ../a a.txt",
                "git update-index --skip-worktree link; ln -sfn /etc/passwd link",
                // Other bytes than the commit's.
                "echo '*.txt text' >>.gitattributes; printf 'one\\r\\n' >a.txt",
                "echo '*.txt text eol=crlf' >>.gitattributes",
                "echo '*.crlf text eol=crlf' >.gitattributes; printf 'five\\r\\n' >x.crlf",
                // What a commit cannot say.
                "chmod 600 a.txt",
                "chmod 4755 run.sh",
                "ln a.txt ../elsewhere",
                "chmod 777 dir",
                // Repositories in the repository.
                "git init -q inner; git -C inner -c user.name=A -c user.email=a@b commit -q --allow-empty -m x",
            })
    void aTreeThatIsNotItsCommitIsFoundOut(String script) throws Exception {
        run(script);
        var result = workspace.commitAndCount("work", Fixture.NOON, 100);

        assertThat(holds(result)).isFalse();
    }

    @Test
    void aDirectoryOfSomebodyElseInPlaceOfOnesOwnIsFoundOut() throws Exception {
        var result = workspace.commitAndCount("work", Fixture.NOON, 100);
        run("mv dir ../dir; ln -s ../dir dir; mkdir one two");

        assertThat(holds(result)).isFalse();
    }

    @Test
    void filesThatWereReadGetOneTime() throws Exception {
        run("echo x >a.txt; touch -d 2001-01-01 a.txt dir/b.txt");

        assertThat(holds(workspace.commitAndCount("work", Fixture.NOON, 100))).isTrue();

        for (var name : new String[] {"a.txt", "dir/b.txt"}) {
            assertThat(Files.getLastModifiedTime(files.resolve(name)))
                    .isEqualTo(FileTime.from(Fixture.NOON));
        }
    }

    /** Git makes the same blob of both, and a checkout only one of them. */
    @Test
    void bytesThatGitMakesTheSameAreNot() throws Exception {
        var content = Map.of(".gitattributes", "*.crlf text eol=crlf\n", "x.crlf", "one\r\n");
        var origin = fixture.repository("windows", content);
        var second =
                Workspace.create(
                        fixture.git,
                        origin.resolve(".git"),
                        fixture.head(origin),
                        root.resolve("w2"),
                        Fixture.ADA);
        files = second.directory();
        assertThat(files.resolve("x.crlf"))
                .hasBinaryContent("one\r\n".getBytes(StandardCharsets.UTF_8));
        awaitTick();
        known = second.known(root.resolve("kept2"));

        assertThat(holds(second.commitAndCount("work", Fixture.NOON, 100))).isTrue();
        run("touch x.crlf");
        assertThat(holds(second.commitAndCount("work", Fixture.NOON, 100))).isFalse();
    }

    @Test
    void aSubmoduleIsNotLookedInto() throws Exception {
        run("git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),module; mkdir module");
        run("git -c user.name=A -c user.email=a@b commit -q -m module");
        var commit = fixture.head(files);
        fixture.run(mirror, "fetch", "--quiet", files.toString(), commit.hex());
        var second = fixture.workspace(mirror, commit, "w2");
        known = second.known(root.resolve("kept2"));
        files = second.directory();

        assertThat(holds(second.commitAndCount("work", Fixture.NOON, 100))).isFalse();
    }

    @Test
    void aLaidOutRepositoryIsAsIfCheckedOut() throws Exception {
        run(
                "echo x >a.txt; git update-index --assume-unchanged dir/b.txt; echo '*' >.git/info/exclude");
        var result = workspace.commitAndCount("work", Fixture.NOON, 100);
        assertThat(holds(result)).isTrue();
        var aside = root.resolve("aside.git");
        Files.move(files.resolve(".git"), aside);

        Workspace.adopt(fixture.git, aside, result.commit(), files, known, Fixture.ADA);

        assertThat(fixture.head(files)).isEqualTo(result.commit());
        assertThat(fixture.run(files, "status", "--porcelain", "--ignored")).isEmpty();
        Fixture.write(files.resolve("dir/b.txt"), "changed\n");
        Fixture.write(files.resolve("new"), "new\n");
        assertThat(fixture.run(files, "status", "--porcelain")).contains("M dir/b.txt", "?? new");
    }

    /** Until a change would show in a file's times. */
    private void awaitTick() throws IOException {
        var written = Files.getLastModifiedTime(files.resolve("x.crlf")).toMillis();
        var probe = root.resolve("probe");
        do {
            Files.deleteIfExists(probe);
            Files.createFile(probe);
        } while (Files.getLastModifiedTime(probe).toMillis() - written < 30);
    }

    private boolean holds(Workspace.Result result) throws IOException {
        return known.holds(result.after(), count(), Fixture.NOON);
    }

    private KnownTree.Count count() throws IOException {
        var found = new long[2];
        Files.walkFileTree(
                files,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes a) {
                        if (path.equals(files.resolve(".git"))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        found[1] += path.equals(files) ? 0 : 1;
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes a) {
                        found[0]++;
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new KnownTree.Count(found[0], found[1]);
    }

    private void run(String script) throws Exception {
        var process =
                new ProcessBuilder("sh", "-ec", script)
                        .directory(files.toFile())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
