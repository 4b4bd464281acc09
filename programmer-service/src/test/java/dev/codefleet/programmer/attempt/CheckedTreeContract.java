package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.nio.file.Path;
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
        assertThat(report.receipt().files()).extracting("path").containsExactly("kept");
    }

    @Test
    void checksWorkInTheExecutorsTreeWhenThatIsTheCommit() throws Exception {
        var order =
                Orders.script(origin.source(), "echo x > x").checks("basename $PWD; cat x").order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log()).isEqualTo("work\nx\n");
        assertThat(origin.show(programmer, report, "x")).isEqualTo("x\n");
    }

    @Test
    void checksAloneWorkInTheOneTree() throws Exception {
        var check = "basename $PWD; test -z \"$(git status --porcelain)\"; grep -q two README";
        var order = Orders.nothing().with(origin.source()).checks(check).order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log()).isEqualTo("work\n");
    }

    /** Each of these would pass its check if that looked at what the executor has left. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "git update-index --skip-worktree README; echo hidden > README",
                "git update-index --assume-unchanged README; echo hidden > README",
                "mkdir build; echo hidden > build/README",
                "echo extra > .git/info/exclude; mkdir extra; echo hidden > extra/README",
                "git init -q inner; git -C inner -c user.name=a -c user.email=a@b commit -q --allow-empty -m x; echo hidden > inner/README",
                "git update-index --skip-worktree README; echo hidden > ../home/x; ln -sf ../home/x README",
            })
    void nothingThatIsNotCommittedPassesAsTheCommit(String script) throws Exception {
        var check = "basename $PWD; grep -rqs hidden --include=README .";
        var order = Orders.script(origin.source(), script).checks(check).order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.receipt().failure().reason()).isEqualTo(FailureReason.CHECK_FAILED);
        assertThat(report.log()).isEqualTo("check\n");
    }

    @Test
    void whatAnExecutorPutsIntoGitDoesNotReachChecks() throws Exception {
        var script =
                """
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
                basename $PWD
                test -z "$(git status --porcelain)"
                test -z "$(git branch --list mine)"
                test "$(git show HEAD:x)" = x
                echo y >> README; echo z > z
                test "$(git status --porcelain | wc -l)" = 2
                git -c user.name=a -c user.email=a@b commit -qam y
                """;
        var report = programmer.run(Orders.script(origin.source(), script).checks(check).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log()).isEqualTo("work\n");
        assertThat(origin.show(programmer, report, "README")).isEqualTo("one\ntwo\nthree\n");
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
                        .checks("basename $PWD; test -e done || { " + damage + "; exit 1; }")
                        .iterations(2)
                        .order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().iterations()).isEqualTo(2);
        assertThat(report.log()).startsWith("work\n");
        assertThat(report.receipt().files())
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
                echo '* filter=evil' > .gitattributes
                echo changed > README
                """
                        .formatted(witness);

        var report = programmer.run(Orders.script(origin.source(), script).order());

        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(witness).doesNotExist();
    }
}
