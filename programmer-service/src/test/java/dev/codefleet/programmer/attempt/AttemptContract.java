package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Progress;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.programmer.workspace.AttemptDirectory;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of attempts in every sandbox: real repository, real processes, real HTTP. */
abstract class AttemptContract {
    @TestHTTPResource URI address;

    @Inject Attempts attempts;

    @ConfigProperty(name = "codefleet.programmer.home")
    Path home;

    @TempDir Path temporary;

    private TestProgrammer programmer;
    private TestOrigin origin;

    @BeforeEach
    void begin() throws Exception {
        programmer = new TestProgrammer(address);
        origin = TestOrigin.make(temporary);
    }

    abstract String isolation();

    /** The network of its processes, as the receipt has it. */
    abstract String network();

    @Test
    void aChangeThatPassesItsChecksIsCommittedAndCounted() throws Exception {
        var script = "printf 'one\\n2\\nthree\\nfour\\n' > README; echo new > 'src/with space.txt'";
        var order = Orders.script(origin.source(), script).checks("grep -q four README").order();

        var report = programmer.run(order);

        var receipt = report.receipt();
        assertThat(receipt.failure()).isNull();
        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(receipt.execution().isolation()).isEqualTo(isolation());
        assertThat(receipt.execution().network()).isEqualTo(network());
        assertThat(receipt.iterations()).isEqualTo(1);
        assertThat(receipt.checks()).singleElement().matches(check -> check.passed());
        assertThat(report.bundle()).isNotNull();
        var base = Objects.requireNonNull(receipt.commits().base());
        var commit = origin.fetch(programmer, report);
        assertThat(origin.repository().git("diff", "--numstat", base, commit))
                .isEqualTo("2\t1\tREADME\n1\t0\tsrc/with space.txt\n");
        assertThat(receipt.changes().filesChanged()).isEqualTo(2);
        assertThat(receipt.changes().linesAdded()).isEqualTo(3);
        assertThat(receipt.changes().linesDeleted()).isEqualTo(1);
        assertThat(origin.repository().git("log", "-1", "--format=%an%n%B", commit))
                .startsWith("Codefleet programmer ")
                .contains("Do the work\n\n", "Codefleet-Attempt: " + order.attempt());
    }

    @Test
    void moreProcessesThanAreAllowedEndAnAttempt() throws Exception {
        var script =
                """
                for one in $(seq 300); do sleep 100 & done
                while :; do echo still here; sleep 0.3; done
                """;

        var receipt = programmer.run(Orders.script(origin.source(), script).order()).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.LIMIT_EXCEEDED);
        assertThat(receipt.failure().message())
                // A look may come while they are being started.
                .matches(
                        "Its processes and their threads are [23]\\d\\d, and at most 200 are"
                                + " allowed \\(codefleet\\.programmer\\.attempt-max-processes\\)\\.");
        var bounds = receipt.execution().bounds();
        assertThat(bounds).isNotNull();
        assertThat(bounds.heldBy()).isEqualTo("a look each second");
        assertThat(bounds.processes()).isEqualTo(200);
        assertThat(bounds.memoryBytes()).isPositive();
    }

    /** Whoever opens a pipe waits for somebody to write to it, git for its whole limit of time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm .gitignore; mkfifo .gitignore",
                "mkfifo src/.gitattributes",
                "mkfifo $HOME/pipe; mkdir a; ln -s ../../home/pipe a/.gitignore",
                "rm .git/index; mkfifo .git/index",
                "mkdir -p .git/info; rm -f .git/info/exclude; mkfifo .git/info/exclude",
                "mkfifo .git/packed-refs",
                "git init -q inner; mkfifo inner/.git/objects/pack/pack-1.idx",
                "mkdir sub far; echo 'gitdir: ../far' > sub/.git; mkfifo far/HEAD",
                "mkdir sub far; ln -s ../far sub/.git; mkfifo far/HEAD",
                "git init -q inner; mkdir far; mkfifo far/heads; rm -r inner/.git/refs; ln -s ../../far inner/.git/refs",
            })
    void aPipeThatGitWouldReadIsNeverOpened(String script) throws Exception {
        var order = Orders.script(origin.source(), script + "; echo x > x").order();

        var failure = programmer.run(order).receipt().failure();

        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failure.message()).contains("is a pipe or a device", "Delete it");
    }

    @Test
    void otherPipesAndSocketsKeepNobodyFromCommitting() throws Exception {
        var script =
                """
                echo x > x; mkfifo pipe src/pipe
                perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => ".git/monitor", Listen => 1)' || true
                """;

        var report = programmer.run(Orders.script(origin.source(), script).order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(report.receipt().changes().files()).extracting("path").containsExactly("x");
    }

    @Test
    void aFailedCheckIsFedBackUntilItPasses() throws Exception {
        var script = "printf '%s' \"$CODEFLEET_FEEDBACK\" > told; echo $CODEFLEET_ITERATION > n";
        var check = "test $(cat n) = 3 || { echo 'not yet 3'; exit 7; }";
        var order = Orders.script(origin.source(), script).checks(check).iterations(3).order();

        try (var stream = programmer.follow(order)) {
            var report = stream.report();

            assertThat(report.receipt().failure()).isNull();
            assertThat(report.receipt().iterations()).isEqualTo(3);
            assertThat(stream.events().stream().filter(Progress.class::isInstance))
                    .contains(new Progress("checks", 3))
                    .hasSize(10);
            assertThat(origin.show(programmer, report, "told"))
                    .contains("test $(cat n) = 3", "exited with 7", "not yet 3");
        }
    }

    @Test
    void aCheckThatNeverPassesFailsTheAttemptWithItsOutput() throws Exception {
        var order =
                Orders.script(origin.source(), "echo x > x")
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
        var order =
                Orders.script(origin.source(), "echo trouble ahead >&2; exit 3")
                        .iterations(2)
                        .order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(receipt.failure().message()).contains("exited with 3", "trouble ahead");
        assertThat(receipt.iterations()).isEqualTo(2);
    }

    @Test
    void theFirstFailureIsReportedAndNotItsEchoInTheTreeThatItLeft() throws Exception {
        var script =
                "test ! -e made || { echo 'made already'; exit 4; }; touch made; echo 'no glass';"
                        + " exit 3";
        var order = Orders.script(origin.source(), script).iterations(3).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.iterations()).isEqualTo(3);
        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().permanent()).isNull();
        assertThat(receipt.failure().message())
                .containsSubsequence(
                        "Iteration 1 of 3: ",
                        "exited with 3",
                        "no glass",
                        "Iteration 3: ",
                        "exited with 4",
                        "made already");
    }

    @Test
    void aLaterIterationThatTakesTooLongDoesNotHideTheFirstFailure() throws Exception {
        var script =
                "test ! -e made || while :; do echo .; sleep 1; done; touch made;"
                        + " echo 'no glass'; exit 3";
        var order = Orders.script(script).iterations(3).within(Duration.ofSeconds(3)).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(receipt.failure().message()).contains("PT3S", "exited with 3", "no glass");
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-program, true, 127",
        "true, ./no-such-check, 127",
        "true, ./README, 126",
        "./README, true, 126"
    })
    void whatCannotBeExecutedIsNotTriedAgain(String script, String check, int code)
            throws Exception {
        var order = Orders.script(origin.source(), script).checks(check).iterations(3).order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.iterations()).isEqualTo(1);
        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().message()).contains("exited with " + code, "a program in it");
        assertThat(receipt.failure().permanent()).isTrue();
    }

    @Test
    void aProgramThatIsNotThereIsNotTriedAgain() throws Exception {
        var order =
                Orders.nothing()
                        .with(new Executor.Command(null, List.of("no-such-program", "x")))
                        .iterations(3)
                        .order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.iterations()).isEqualTo(1);
        assertThat(receipt.failure()).isNotNull();
        assertThat(receipt.failure().permanent()).isTrue();
    }

    @Test
    void scriptsEndWithTheirFirstCommandThatFails() throws Exception {
        var order = Orders.script("false\necho never").order();

        var report = programmer.run(order);

        assertThat(report.receipt().failure()).isNotNull();
        assertThat(report.log()).doesNotContain("never");
    }

    @Test
    void withoutARepositoryChecksSeeWhatTheExecutorLeft() throws Exception {
        var order =
                Orders.script("test -z \"$(ls -A)\" && echo found > result")
                        .checks("grep -q found result")
                        .order();

        var report = programmer.run(order);

        var receipt = report.receipt();
        assertThat(receipt.failure()).isNull();
        assertThat(report.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(receipt.execution().isolation()).isEqualTo(isolation());
        assertThat(receipt.checks()).singleElement().matches(check -> check.passed());
        assertThat(receipt.commits().base()).isNull();
        assertThat(receipt.commits().commit()).isNull();
        assertThat(receipt.changes().files()).isEmpty();
        assertThat(receipt.flags()).isEmpty();
        assertThat(report.bundle()).isNull();
        assertThat(attempts.running().awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(AttemptDirectory.of(order.attempt(), home.resolve("attempts")).root())
                .doesNotExist();
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
    void theEnvironmentIsAnAllowList() throws Exception {
        var order =
                Orders.script(origin.source(), "env | cut -d= -f1 | sort > names; env > values")
                        .goal("the goal")
                        .order();

        var report = programmer.run(order);

        assertThat(origin.show(programmer, report, "names").lines())
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
        assertThat(origin.show(programmer, report, "values"))
                .contains("CODEFLEET_GOAL=the goal")
                .contains("CODEFLEET_SUBTASK=work");
    }

    @Test
    void theLogTellsIterationsExecutorAndChecksApart() throws Exception {
        var order =
                Orders.script(origin.source(), "echo working; echo x >> x")
                        .checks("echo looking", "test $CODEFLEET_ITERATION = 2")
                        .iterations(2)
                        .order();

        assertThat(programmer.run(order).log())
                .isEqualTo(
                        """
                        working
                        [iteration 1, check 1 of 2: echo looking]
                        looking
                        [iteration 1, check 2 of 2: test $CODEFLEET_ITERATION = 2]
                        [iteration 2, executor]
                        working
                        [iteration 2, check 1 of 2: echo looking]
                        looking
                        [iteration 2, check 2 of 2: test $CODEFLEET_ITERATION = 2]
                        """);
    }

    @Test
    void whatIsLeftOutOfLogAndReceiptIsToldAndIsNeverTheEnd() throws Exception {
        var check =
                "seq 100000; printf 'loaded %d\\r' $((40 + 1)) $((40 + 2)); echo the error; exit 7";
        var order = Orders.nothing().checks(check).order();

        var report = programmer.run(order);

        var failure = report.receipt().failure();
        assertThat(failure).isNotNull();
        for (var text :
                List.of(
                        report.log(),
                        report.receipt().checks().getFirst().output(),
                        failure.message())) {
            assertThat(text)
                    .contains("2\n3\n", " left out here; ", "\n99999\n100000\nthe error")
                    .doesNotContain("loaded 4");
        }
    }

    @Test
    void theWholeLogIsThereUntilTheReportIsAcknowledged() throws Exception {
        var order = Orders.script("seq 30000; printf 'a\\rb\\n'").checks("seq 5").order();

        var report = programmer.run(order);

        var path = "/v1/attempts/" + order.attempt() + "/log";
        var file = temporary.resolve("log.gz");
        var answer = programmer.download(path, file);
        assertThat(answer.statusCode()).isEqualTo(200);
        var whole = Objects.requireNonNull(report.wholeLog());
        assertThat(file).hasSize(whole.compressedBytes());
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text)
                    .startsWith("1\n2\n3\n")
                    .endsWith("30000\na\rb\n[iteration 1, check 1 of 1: seq 5]\n1\n2\n3\n4\n5\n")
                    .hasSize((int) whole.bytes());
        }
        programmer.call("DELETE", "/v1/attempts/" + order.attempt());
        assertThat(programmer.call("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void aLogThatItsReportHasAllOfIsNotKeptTwice() throws Exception {
        assertThat(programmer.run(Orders.script("seq 100; printf end").order()).wholeLog())
                .isNull();
    }

    /** A Unix socket in one of them could not be made. */
    @Test
    void pathsDoNotGrowWithTheNamesThatAPlanChose() throws Exception {
        var script = "echo ${#HOME} ${#PWD} ${#TMPDIR} ${#0}; case $0 in *.sh) ;; *) exit 1;; esac";
        var brief = Orders.script(origin.source(), script).checks(script);
        var id = Orders.newAttempt();
        var wordy = brief.id(new AttemptId(id.job(), "x".repeat(64), 100_000), 1);

        var report = programmer.run(brief.order());

        assertThat(report.receipt().failure()).isNull();
        assertThat(programmer.run(wordy.order()).log()).isEqualTo(report.log());
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        var argv = List.of("/usr/bin/touch", "a b", "$HOME", "; touch c");
        var order =
                Orders.nothing()
                        .with(origin.source())
                        .with(new Executor.Command(null, argv))
                        .order();

        var receipt = programmer.run(order).receipt();

        assertThat(receipt.changes().files())
                .extracting("path")
                .containsExactlyInAnyOrder("a b", "$HOME", "; touch c");
    }

    final TestProgrammer programmer() {
        return programmer;
    }

    final Source source() {
        return origin.source();
    }

    final Path temporary() {
        return temporary;
    }
}
