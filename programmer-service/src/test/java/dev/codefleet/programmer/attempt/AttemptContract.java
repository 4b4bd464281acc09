package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Progress;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.plan.Executor;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of attempts in every sandbox: real repository, real processes, real HTTP. */
abstract class AttemptContract {
    /** A daemon that has left tree and session, as far as it can. */
    private static final String DAEMON =
            "(setsid sh -c 'echo $$ > \"$HOME/daemon\"; exec sleep 300' </dev/null >/dev/null 2>&1 &)\n"
                    + "while ! test -s \"$HOME/daemon\"; do :; done\n";

    @TestHTTPResource URI address;

    @Inject Attempts attempts;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestRepository repository;
    private Source source;

    @BeforeEach
    void makeRepository() throws Exception {
        programmer = new TestProgrammer(address);
        repository = TestRepository.make(temporary.resolve("origin"));
        var head = repository.head();
        source = new Source(repository.directory().toString(), "main", head, head, List.of());
    }

    abstract String isolation();

    @Test
    void aChangeThatPassesItsChecksIsCommittedAndCounted() throws Exception {
        var script = "printf 'one\\n2\\nthree\\nfour\\n' > README; echo new > 'src/with space.txt'";
        var order = Orders.script(source, script).checks("grep -q four README").order();

        var report = programmer.run(order);

        var receipt = report.receipt();
        assertThat(receipt.failure()).isNull();
        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(receipt.isolation()).isEqualTo(isolation());
        assertThat(receipt.iterations()).isEqualTo(1);
        assertThat(receipt.checks()).singleElement().matches(check -> check.passed());
        assertThat(report.bundle()).isNotNull();
        var base = Objects.requireNonNull(receipt.base());
        var commit = fetch(report);
        assertThat(repository.git("diff", "--numstat", base, commit))
                .isEqualTo("2\t1\tREADME\n1\t0\tsrc/with space.txt\n");
        assertThat(receipt.filesChanged()).isEqualTo(2);
        assertThat(receipt.linesAdded()).isEqualTo(3);
        assertThat(receipt.linesDeleted()).isEqualTo(1);
        assertThat(repository.git("log", "-1", "--format=%an%n%B", commit))
                .startsWith("Codefleet programmer ")
                .contains("Do the work\n\n", "Codefleet-Attempt: " + order.attempt());
    }

    @Test
    void aFailedCheckIsFedBackUntilItPasses() throws Exception {
        var script = "printf '%s' \"$CODEFLEET_FEEDBACK\" > told; echo $CODEFLEET_ITERATION > n";
        var check = "test $(cat n) = 3 || { echo 'not yet 3'; exit 7; }";
        var order = Orders.script(source, script).checks(check).iterations(3).order();

        try (var stream = programmer.follow(order)) {
            var report = stream.report();

            assertThat(report.receipt().failure()).isNull();
            assertThat(report.receipt().iterations()).isEqualTo(3);
            assertThat(stream.events().stream().filter(Progress.class::isInstance))
                    .contains(new Progress("checks", 3))
                    .hasSize(10);
            assertThat(show(report, "told"))
                    .contains("test $(cat n) = 3", "exited with 7", "not yet 3");
        }
    }

    @Test
    void aCheckThatNeverPassesFailsTheAttemptWithItsOutput() throws Exception {
        var order =
                Orders.script(source, "echo x > x")
                        .checks("true", "echo broken glass; false", "touch never")
                        .iterations(2)
                        .order();

        var report = programmer.run(order);

        var failure = report.receipt().failure();
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(FailureReason.CHECK_FAILED);
        assertThat(failure.message()).contains("echo broken glass; false", "broken glass");
        assertThat(report.receipt().checks()).hasSize(2);
        assertThat(report.receipt().iterations()).isEqualTo(2);
        assertThat(report.bundle()).isNull();
    }

    @Test
    void anExecutorThatFailsIsTriedAgainAndThenFailsTheAttempt() throws Exception {
        var order = Orders.script(source, "echo trouble ahead >&2; exit 3").iterations(2).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(receipt.failure().message()).contains("exited with 3", "trouble ahead");
        assertThat(receipt.iterations()).isEqualTo(2);
    }

    @Test
    void checksSeeTheCommitAndNothingElse() throws Exception {
        var order =
                Orders.script(source, "mkdir build; touch build/ignored kept")
                        .checks("test -e kept; test ! -e build; touch made-by-check")
                        .order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().files()).extracting("path").containsExactly("kept");
    }

    @Test
    void checksWorkInTheExecutorsTreeWhenThatIsTheCommit() throws Exception {
        var order = Orders.script(source, "echo x > x").checks("basename $PWD; cat x").order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log()).isEqualTo("work\nx\n");
        assertThat(show(report, "x")).isEqualTo("x\n");
    }

    @Test
    void checksAloneWorkInTheOneTree() throws Exception {
        var check = "basename $PWD; test -z \"$(git status --porcelain)\"; grep -q two README";
        var order = Orders.nothing().with(source).checks(check).order();

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
        var order = Orders.script(source, script).checks(check).order();

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
        var report = programmer.run(Orders.script(source, script).checks(check).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.log()).isEqualTo("work\n");
        assertThat(show(report, "README")).isEqualTo("one\ntwo\nthree\n");
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
                Orders.script(source, script)
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

    @Test
    void withoutARepositoryChecksSeeWhatTheExecutorLeft() throws Exception {
        var order =
                Orders.script("test -z \"$(ls -A)\" && echo found > result; pwd")
                        .checks("grep -q found result")
                        .order();

        var report = programmer.run(order);

        var receipt = report.receipt();
        assertThat(receipt.failure()).isNull();
        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(receipt.isolation()).isEqualTo(isolation());
        assertThat(receipt.checks()).singleElement().matches(check -> check.passed());
        assertThat(receipt.base()).isNull();
        assertThat(receipt.commit()).isNull();
        assertThat(receipt.files()).isEmpty();
        assertThat(receipt.flags()).isEmpty();
        assertThat(report.bundle()).isNull();
        assertThat(report.log()).startsWith("/");
        var root = Path.of(report.log().strip()).getParent();
        assertThat(attempts.running().awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(root).doesNotExist();
    }

    @Test
    void withoutARepositoryAFailedCheckIsFedBackInTheSameDirectory() throws Exception {
        var order =
                Orders.script("echo $CODEFLEET_ITERATION >> tries; echo \"$CODEFLEET_FEEDBACK\"")
                        .checks("test $(wc -l < tries) = 2 || { echo 'only one'; exit 7; }")
                        .iterations(3)
                        .order();

        try (var stream = programmer.follow(order)) {
            var report = stream.report();

            assertThat(report.receipt().failure()).isNull();
            assertThat(report.receipt().iterations()).isEqualTo(2);
            assertThat(report.log()).contains("exited with 7", "only one");
            assertThat(stream.events().stream().filter(Progress.class::isInstance))
                    .containsExactly(
                            new Progress("executor", 1),
                            new Progress("checks", 1),
                            new Progress("executor", 2),
                            new Progress("checks", 2));
        }
    }

    @Test
    void checksAloneRunWithoutARepository() throws Exception {
        var report = programmer.run(Orders.nothing().checks("echo seen; false").order());

        var failure = report.receipt().failure();
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(FailureReason.CHECK_FAILED);
        assertThat(report.receipt().iterations()).isZero();
    }

    @Test
    void cancelReachesAnAttemptWithoutARepository() throws Exception {
        var order = Orders.script(DAEMON + "echo ready; sleep 300").order();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");

            programmer.call("POST", "/v1/attempts/" + order.attempt() + "/cancel");

            assertThat(stream.report().state()).isEqualTo(AttemptState.CANCELLED);
        }
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void cancelKillsEvenADaemonWithinASecond() throws Exception {
        var order = Orders.script(source, DAEMON + "echo ready; sleep 300").order();
        try (var stream = programmer.follow(order)) {
            stream.awaitLine("ready");
            var started = System.nanoTime();

            programmer.call("POST", "/v1/attempts/" + order.attempt() + "/cancel");
            var report = stream.report();

            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(report.state()).isEqualTo(AttemptState.CANCELLED);
        }
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void aDaemonDoesNotOutliveAnExecutorThatSucceeds() throws Exception {
        var order = Orders.script(source, DAEMON).order();

        assertThat(programmer.run(order).state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void anAttemptThatTakesTooLongIsKilledAndSaysSo() throws Exception {
        var order =
                Orders.script(source, DAEMON + "sleep 300").within(Duration.ofSeconds(1)).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(processesOf(order.attempt().toString())).isEmpty();
    }

    @Test
    void anExecutorThatFallsSilentHasStalled() throws Exception {
        var order = Orders.script(source, "echo last words; sleep 300").order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.STALLED);
    }

    @Test
    void theEnvironmentIsAnAllowList() throws Exception {
        var order =
                Orders.script(source, "env | cut -d= -f1 | sort > names; env > values")
                        .goal("the goal")
                        .order();

        var report = programmer.run(order);

        assertThat(show(report, "names").lines())
                .contains("PATH", "HOME", "TMPDIR", "CODEFLEET_GOAL", "CODEFLEET_ATTEMPT")
                .isSubsetOf(
                        "CODEFLEET_ATTEMPT",
                        "CODEFLEET_FEEDBACK",
                        "CODEFLEET_GOAL",
                        "CODEFLEET_ITERATION",
                        "CODEFLEET_JOB",
                        "CODEFLEET_SUBTASK",
                        "HOME",
                        "JAVA_HOME",
                        "LANG",
                        "OLDPWD",
                        "PATH",
                        "PWD",
                        "SHLVL",
                        "TMPDIR",
                        "_");
        assertThat(show(report, "values"))
                .contains("CODEFLEET_GOAL=the goal")
                .contains("CODEFLEET_SUBTASK=work");
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        var argv = List.of("/usr/bin/touch", "a b", "$HOME", "; touch c");
        var order = Orders.nothing().with(source).with(new Executor.Command(null, argv)).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.files())
                .extracting("path")
                .containsExactlyInAnyOrder("a b", "$HOME", "; touch c");
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

        var report = programmer.run(Orders.script(source, script).order());

        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(witness).doesNotExist();
    }

    /** Takes the commit that an attempt ended with into the repository. */
    final String fetch(Report report) throws Exception {
        var bundle = temporary.resolve("bundle-of-" + report.attempt());
        var path = "/v1/attempts/" + report.attempt() + "/bundle";
        assertThat(programmer.download(path, bundle).statusCode()).isEqualTo(200);
        repository.git(
                "fetch", "--quiet", bundle.toString(), "+refs/codefleet/bundle/*:refs/got/*");
        return Objects.requireNonNull(report.receipt().commit());
    }

    /** A file of the commit that an attempt ended with. */
    final String show(Report report, String path) throws Exception {
        return repository.git("show", fetch(report) + ":" + path);
    }

    final TestProgrammer programmer() {
        return programmer;
    }

    final Source source() {
        return source;
    }

    final Path temporary() {
        return temporary;
    }

    static List<Path> processesOf(String attempt) throws Exception {
        var marker = "CODEFLEET_ATTEMPT=" + attempt + "\0";
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var found = new java.util.ArrayList<Path>();
            for (var process : processes) {
                if (environment(process).contains(marker)) {
                    found.add(process);
                }
            }
            return found;
        }
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
