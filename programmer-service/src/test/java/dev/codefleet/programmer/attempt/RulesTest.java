package dev.codefleet.programmer.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.git.Changes;
import dev.codefleet.git.FileChange;
import dev.codefleet.git.FileChange.Status;
import dev.codefleet.programmer.execute.AttemptEnvironment;
import dev.codefleet.programmer.execute.Excerpt;
import dev.codefleet.registryclient.TrustWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small decisions about attempts. */
class RulesTest {
    @Test
    void aBudgetGivesOutASecondsWorthAndThenItsRate() {
        var budget = new LineBudget(10, 0);

        assertThat(IntStream.range(0, 15).filter(i -> budget.spend(0)).count()).isEqualTo(10);
        var later = TimeUnit.MILLISECONDS.toNanos(550);
        assertThat(IntStream.range(0, 15).filter(i -> budget.spend(later)).count()).isEqualTo(5);
        var muchLater = TimeUnit.HOURS.toNanos(1);
        assertThat(IntStream.range(0, 15).filter(i -> budget.spend(muchLater)).count())
                .isEqualTo(10);
    }

    @Test
    void theLocaleOfWhoStartedTheProgrammerReachesNoAttempt() {
        var own = Map.of("PATH", "/bin", "LANG", "C", "LC_ALL", "C", "LC_CTYPE", "C");
        var environment = new AttemptEnvironment(own, List.of());
        var variables = environment.of(Orders.script("true").order(), 1, null);

        assertThat(variables).containsEntry("LANG", "C.UTF-8").doesNotContainKey("LC_CTYPE");
        assertThat(variables).doesNotContainKey("LC_ALL");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, , PT12S",
        "PT11.9S, , PT0.1S",
        "PT12S, , PT0S",
        "PT5S, PT20S, PT7S",
        "PT5S, PT1S, PT11S",
        "PT12S, PT0S, PT12S",
        "PT12S, PT12S, PT0S",
        "PT1M59S, PT2S, PT1S",
        "PT2M, PT2S, PT0S",
        "PT3M, PT0S, PT-1M"
    })
    void anAttemptGoesOnForAWhileAfterItWasHeardOf(
            Duration unfollowed, @Nullable Duration registriesHeard, Duration left) {
        var rule = new CutOffRule(TrustWindow.SELF_STOP, Duration.ofMinutes(2));

        assertThat(rule.left(unfollowed, unfollowed, Optional.ofNullable(registriesHeard)))
                .isEqualTo(left);
    }

    @Test
    void anOrderShowsThatAnAttemptIsWantedButNotThatItIsFollowed() {
        var rule = new CutOffRule(TrustWindow.SELF_STOP, Duration.ofMinutes(2));
        var unfollowed = Duration.ofMinutes(5);

        assertThat(rule.left(unfollowed, Duration.ZERO, Optional.of(Duration.ZERO)))
                .isEqualTo(TrustWindow.SELF_STOP);
        assertThat(rule.left(unfollowed, Duration.ZERO, Optional.empty())).isNegative();
    }

    @Test
    void aBeatIsKnownByItsNumberForSomeTime() {
        var beats = new Beats();
        LongStream.rangeClosed(1, 100).forEach(second -> beats.next(second * 10));

        assertThat(beats.sentAt(100)).hasValue(1_000);
        assertThat(beats.sentAt(37)).hasValue(370);
        assertThat(beats.sentAt(36)).isEmpty();
        assertThat(beats.sentAt(101)).isEmpty();
        assertThat(beats.sentAt(0)).isEmpty();
    }

    @Test
    void theWithdrawnLongestAgoAreForgotten() {
        var withdrawn = new Withdrawn(2);
        var ids = Stream.generate(Orders::newAttempt).limit(3).toList();
        ids.forEach(withdrawn::add);

        assertThat(ids).extracting(withdrawn::contains).containsExactly(false, true, true);
    }

    @Test
    void theTimesOfTheRuleMustBeInOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CutOffRule(Duration.ofSeconds(12), Duration.ofSeconds(11)));
    }

    @ParameterizedTest
    @CsvSource({
        "src/test/java/ATest.java, true",
        "tests/conftest.py, true",
        "pkg/limit_test.go, true",
        "web/button.spec.ts, true",
        "web/button.test.tsx, true",
        "test_limit.py, true",
        "src/FooIT.java, true",
        "src/main/java/Contest.java, false",
        "src/latest/Thing.java, false",
        "README.md, false"
    })
    void testsAreKnownByTheirNames(String path, boolean isTest) {
        assertThat(Flags.isTest(path)).isEqualTo(isTest);
    }

    @Test
    void flagsSayWhatIsOutsideAndWhichTestsAreGone() {
        var deleted = change(Status.DELETED, "src/test/ATest.java", null);
        var hidden = change(Status.RENAMED, "src/test.txt", "src/BTest.java");
        var moved = change(Status.RENAMED, "src/new/CTest.java", "other/CTest.java");

        assertThat(flags(List.of("src"), deleted)).containsExactly(Flags.TESTS_DELETED);
        assertThat(flags(List.of("src"), hidden)).containsExactly(Flags.TESTS_DELETED);
        assertThat(flags(List.of("src"), moved)).containsExactly(Flags.OUTSIDE_FILES);
        assertThat(flags(List.of(), moved)).isEmpty();
        assertThat(flags(List.of())).containsExactly(Flags.NO_CHANGE);
    }

    @Test
    void troubleFitsIntoAFailureWithTheEndOfTheOutput() {
        var output = new Excerpt(20_000);
        output.add("start " + "x".repeat(10_000) + " end");
        var trouble =
                new Trouble(
                        FailureReason.CHECK_FAILED, "It failed.", output, Trouble.Again.ITERATION);

        assertThat(trouble.failure().message())
                .hasSizeLessThanOrEqualTo(4_000)
                .startsWith("It failed. Its output:\n[")
                .endsWith("xxx end");
        assertThat(trouble.feedback()).contains("start").endsWith("end");
        assertThat(trouble.before(trouble, 2).failure().message()).hasSizeLessThan(2_100);
        var other =
                new Trouble(
                        FailureReason.CHECK_FAILED, "So did it.", output, Trouble.Again.ITERATION);
        assertThat(trouble.before(other, 20).failure().message())
                .hasSizeLessThanOrEqualTo(4_000)
                .contains("It failed.", "So did it.")
                .endsWith("end");
    }

    @Test
    void aCommitMessageIsTheTitleWithTrailers() {
        var order = Orders.nothing().order();

        assertThat(CommitMessage.of(order))
                .startsWith("Do the work\n\nCodefleet-Job: " + order.attempt().job() + "\n")
                .endsWith("Codefleet-Subtask: work\nCodefleet-Attempt: " + order.attempt() + "\n");
    }

    private static List<String> flags(List<String> files, FileChange... changes) {
        var all = new Changes(changes.length, 0, 0, List.of(changes), false);
        return Flags.of(ExecutorKind.COMMAND, all, files);
    }

    private static FileChange change(Status status, String path, @Nullable String oldPath) {
        return new FileChange(status, path, oldPath, 0, 0, false);
    }
}
