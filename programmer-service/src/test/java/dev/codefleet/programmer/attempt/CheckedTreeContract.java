package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Source;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What checks see, in every sandbox: the commit, and nothing else that an executor has left. */
abstract class CheckedTreeContract {
    @TestHTTPResource URI address;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    /** Tells one tree from another, wherever it is seen. */
    private static final String TREE = "stat -c %i .";

    /** Of the executor's first run and the first check. */
    private static Set<String> trees(Report report) {
        return report.log()
                .lines()
                .filter(line -> line.matches("[0-9]+"))
                .limit(2)
                .collect(Collectors.toSet());
    }

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    @Test
    void checksSeeTheCommitAndNothingElse() throws Exception {
        var order =
                Orders.script(origin.source(), "mkdir build; touch build/ignored kept")
                        .checks("test -e kept; test ! -e build; touch made-by-check")
                        .order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().changes().files()).extracting("path").containsExactly("kept");
    }

    @Test
    void checksWorkInACheckoutOfTheirOwn() throws Exception {
        var order =
                Orders.script(origin.source(), TREE + "; echo x > x")
                        .checks(TREE + "; cat x")
                        .order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(trees(report)).hasSize(2);
        assertThat(report.log()).endsWith("\nx\n");
        assertThat(origin.show(programmer, report, "x")).isEqualTo("x\n");
    }

    @Test
    void checksAloneWorkInTheOneTree() throws Exception {
        var check = "basename $PWD; test -z \"$(git status --porcelain)\"; grep -q two README";
        var order = Orders.nothing().with(origin.source()).checks(check).order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log()).endsWith("work\n");
    }

    private static final String FILE =
            " file() { echo .git/objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); }; ";

    /** Each of these would pass its check if that looked at what the executor has left. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "git update-index --skip-worktree README; echo hidden > README",
                "git update-index --assume-unchanged README; echo hidden > README",
                "mkdir build; echo hidden > build/README",
                "echo extra > .git/info/exclude; mkdir extra; echo hidden > extra/README",
                "sha=$(git rev-parse HEAD:README); git config user.x y;"
                        + FILE
                        + "to=$(file $sha); from=$(file $(echo hidden | git hash-object -w --stdin));"
                        + " mkdir -p $(dirname $to) build; cp -f $from $to; touch build/ignored changed",
                "echo hidden > README; git add README; tree=$(git write-tree);"
                        + " git reset -q --hard; sha=$(git rev-parse HEAD^{tree});"
                        + FILE
                        + "to=$(file $sha); mkdir -p $(dirname $to); cp -f $(file $tree) $to; touch changed",
                "git update-index --skip-worktree README; echo hidden > ../home/x; ln -sf ../home/x README",
            })
    void nothingThatIsNotCommittedPassesAsTheCommit(String script) throws Exception {
        var check = TREE + "; grep -rqs hidden --include=README .";
        var order = Orders.script(origin.source(), TREE + "; " + script).checks(check).order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().reason()).isEqualTo(FailureReason.CHECK_FAILED);
        assertThat(trees(report)).hasSize(2);
    }

    @Test
    void whatAnExecutorPutsIntoGitDoesNotReachChecks() throws Exception {
        var script =
                """
                stat -c %i .
                echo x > x
                git update-index --assume-unchanged README
                echo z > .git/info/exclude
                mkdir -p .git/hooks
                printf '#!/bin/sh\nexit 7\n' > .git/hooks/pre-commit
                chmod +x .git/hooks/pre-commit
                git branch mine
                """;
        var check =
                """
                stat -c %i .
                test -z "$(git status --porcelain)"
                test -z "$(git branch --list mine)"
                test "$(git show HEAD:x)" = x
                echo y >> README; echo z > z
                test "$(git status --porcelain | wc -l)" = 2
                git -c user.name=a -c user.email=a@b commit -qam y
                """;
        var report = programmer.run(Orders.script(origin.source(), script).checks(check).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(trees(report)).hasSize(2);
        assertThat(origin.show(programmer, report, "README")).isEqualTo("one\ntwo\nthree\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checksHaveAHomeAndTemporaryFilesOfTheirOwn(boolean isInRepository) throws Exception {
        var script = "echo x > here; echo x > \"$HOME/left\"; echo x > \"$TMPDIR/left\"";
        var check =
                "test -e here; test ! -e \"$HOME/left\"; test ! -e \"$TMPDIR/left\";"
                        + " test ! -e \"$HOME/checked\"; touch \"$HOME/checked\"; test $CODEFLEET_ITERATION = 2";
        var order = isInRepository ? Orders.script(origin.source(), script) : Orders.script(script);

        var report = programmer.run(order.checks(check).iterations(2).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().iterations()).isEqualTo(2);
    }

    /** Else the receipt would tell of a change that is not in the commit. */
    @Test
    void aCommitOfForgedObjectsIsNoResult() throws Exception {
        var script =
                FILE
                        + "echo good > x; echo bad > ../home/bad; sha=$(git hash-object x);"
                        + " from=$(file $(git hash-object -w ../home/bad)); to=$(file $sha);"
                        + " mkdir -p $(dirname $to); cp -f $from $to";

        var report = programmer.run(Orders.script(origin.source(), script).order());

        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().message()).contains("does not hold what the commit");
        assertThat(report.bundle()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"git clone -q . inner", "git init -q inner; echo x > inner/x"})
    void aRepositoryInTheTreeIsAFailureThatNamesIt(String script) throws Exception {
        var order = Orders.script(origin.source(), script).checks("true").iterations(3).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(receipt.failure().message()).contains("'inner' is a git repository", ".git");
        assertThat(receipt.iterations()).isEqualTo(1);
    }

    /**
     * Its {@code .git} names a path of the executor's, which in a sandbox is nowhere else: git then
     * finds an ordinary directory there, and its files are committed.
     */
    @Test
    void ofAWorktreeInTheTreeNothingIsLost() throws Exception {
        var script = "git worktree add -q inner; echo x > inner/x";
        var order = Orders.script(origin.source(), script).checks("true").iterations(3).order();

        var receipt = programmer.run(order).receipt();

        if (receipt.failure() == null) {
            assertThat(receipt.changes().files()).extracting("path").contains("inner/x");
        } else {
            assertThat(receipt.failure().message()).contains("'inner' is a git repository", ".git");
        }
    }

    @Test
    void pointersWithoutContentsAreToldOf() throws Exception {
        var repository = origin.repository();
        var files = repository.directory();
        Files.writeString(files.resolve(".gitattributes"), "*.bin filter=lfs\n");
        Files.writeString(
                files.resolve("a.bin"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 7\n"
                        .formatted("0".repeat(64)));
        repository.git("add", "--all");
        repository.git("commit", "--quiet", "--message=with a file of lfs");
        var head = repository.head();
        var source = new Source(files.toString(), "main", head, head, List.of());

        var report = programmer.run(Orders.script(source, "echo x > x").order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().flags()).contains("LFS_CONTENTS_MISSING");
        assertThat(report.log()).contains("pointers in this tree: 1, such as 'a.bin'; ");
    }

    @Test
    void submodulesAreToldOfAndTakeNoFiles() throws Exception {
        var repository = origin.repository();
        repository.git(
                "update-index",
                "--add",
                "--cacheinfo",
                "160000,%s,lib".formatted(repository.head()));
        repository.git("commit", "--quiet", "--message=with a submodule");
        var head = repository.head();
        var source = new Source(repository.directory().toString(), "main", head, head, List.of());

        var fine =
                programmer.run(Orders.script(source, "echo x > x").checks("test -d lib").order());
        var lost = programmer.run(Orders.script(source, "echo x > lib/x").order());

        assertThat(fine.receipt().failure()).isNull();
        assertThat(fine.receipt().flags()).contains("SUBMODULES_MISSING");
        assertThat(lost.receipt().failure()).isNotNull();
        assertThat(lost.receipt().failure().message()).contains("'lib'", "submodule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "echo junk > junk; mkdir -p build/x empty/y; touch build/x/y; git init -q inner",
                "rm README; echo more >> src/App.txt; chmod 600 x; rm -rf .git; ln -s /etc .git",
                "rm -rf src; echo x > src; git add -A; echo '*' > .gitignore",
                "printf '*.txt eol=crlf\\n' > .gitattributes; mv x y"
            })
    void whatFailedChecksDidToTheTreeIsUndone(String damage) throws Exception {
        var list =
                "find . -path ./.git -prune -o -type f -exec sha1sum {} + | sort; find . -path ./.git -prune -o -print | sort";
        var script =
                """
                stat -c %%i .
                if [ $CODEFLEET_ITERATION = 1 ]; then
                    printf 'no line end' > x; echo more >> src/test/AppTest.txt; git tag mine
                    { %s; } > "$HOME/before"
                else
                    { %s; } > "$HOME/after"
                    cmp "$HOME/before" "$HOME/after"
                    test "$(git tag)" = mine
                    test -z "$(git status --porcelain --ignored | grep -v '^[AM] ')"
                    echo done > done
                fi
                """
                        .formatted(list, list);
        var order =
                Orders.script(origin.source(), script)
                        .checks(TREE + "; test -e done || { " + damage + "; exit 1; }")
                        .iterations(2)
                        .order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().iterations()).isEqualTo(2);
        assertThat(trees(report)).hasSize(2);
        assertThat(report.receipt().changes().files())
                .extracting("path")
                .containsExactlyInAnyOrder("done", "src/test/AppTest.txt", "x");
    }

    /** Where an executor could make git run a program for it outside of the sandbox. */
    @Test
    void whatAnExecutorPutsIntoGitsConfigurationDoesNotRun() throws Exception {
        var witness = temporary.resolve("witness");
        var script =
                """
                git config filter.evil.clean 'touch %1$s; cat'
                git config core.fsmonitor 'touch %1$s'
                mkdir -p .git/hooks
                printf '#!/bin/sh\\ntouch %1$s\\n' > .git/hooks/pre-commit
                chmod +x .git/hooks/pre-commit
                echo 'README filter=evil' > .gitattributes
                echo changed > README
                """
                        .formatted(witness);

        var report = programmer.run(Orders.script(origin.source(), script).order());

        assertThat(report.state()).isEqualTo(AttemptState.FAILED);
        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().message()).contains("'README' (filter=evil)");
        assertThat(witness).doesNotExist();
    }
}
