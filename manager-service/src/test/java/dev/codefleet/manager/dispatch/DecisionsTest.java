package dev.codefleet.manager.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.manager.programmers.LossRule;
import dev.codefleet.manager.programmers.OwnAttempts;
import dev.codefleet.manager.programmers.RoundRobin;
import dev.codefleet.registryclient.view.TrustWindow;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small rules that need nothing around them. */
class DecisionsTest {
    private static final Duration ALMOST = LossRule.LONGEST_SILENCE.minusNanos(1);

    @Test
    void membersTakeTurnsAndWhoJoinsAgainWaits() {
        var turns = new RoundRobin<String>();
        turns.join("a");
        turns.join("b");
        turns.join("c");
        turns.join("b");

        assertThat(next(turns, 4)).isEqualTo("abca");
        turns.leave("b");
        turns.join("b");
        assertThat(next(turns, 4)).isEqualTo("cabc");
    }

    @Test
    void withoutMembersThereIsNoTurn() {
        var turns = new RoundRobin<String>();
        turns.join("a");
        turns.leave("a");
        turns.leave("a");

        assertThat(turns.isEmpty()).isTrue();
        assertThat(turns.next()).isEmpty();
    }

    @Test
    void anAttemptIsGivenUpForOneOfThreeReasons() {
        var lost = Optional.of("heartbeat lost");
        var nothing = Optional.<String>empty();
        assertThat(LossRule.reason(nothing, 1, ALMOST)).isEmpty();
        assertThat(LossRule.reason(lost, 0, LossRule.CUT_OFF)).isEqualTo(lost);
        assertThat(LossRule.reason(lost, 0, LossRule.CUT_OFF.minusMillis(1)))
                .as("what it heard a moment ago may still keep it going")
                .isEmpty();
        assertThat(LossRule.reason(nothing, 2, Duration.ZERO))
                .hasValueSatisfying(why -> assertThat(why).contains("refuses"));
        assertThat(LossRule.reason(nothing, 0, LossRule.LONGEST_SILENCE))
                .hasValueSatisfying(why -> assertThat(why).contains("no contact"));
    }

    @Test
    void anAttemptIsGivenUpOnlyOnceItHasStoppedByItself() {
        assertThatCode(() -> TrustWindow.requireLongerThanSelfStop(LossRule.CUT_OFF))
                .doesNotThrowAnyException();
    }

    @Test
    void waitsDoubleUpToABoundAndEnd() {
        var backoff = new BoundedRetries(Duration.ofSeconds(1), 8);

        assertThat(IntStream.range(1, 8).mapToObj(tries -> backoff.after(tries).orElseThrow()))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(backoff.after(8)).isEmpty();
    }

    @Test
    void theWaitsForARepositoryAreSettings() {
        var usual = BoundedRetries.ofRepositories(config(Map.of()));
        assertThat(usual).isEqualTo(new BoundedRetries(Duration.ofSeconds(1), 9));

        var own =
                BoundedRetries.ofRepositories(
                        config(
                                Map.of(
                                        "repository-first-wait-ms", "5",
                                        "repository-longest-wait-ms", "12",
                                        "repository-max-tries", "4")));

        assertThat(IntStream.range(1, 4).mapToObj(tries -> own.after(tries).orElseThrow()))
                .extracting(Duration::toMillis)
                .containsExactly(5L, 10L, 12L);
        assertThat(own.after(4)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "repository-first-wait-ms, 0, 1 to 3600000",
        "repository-longest-wait-ms, 999, 1000 to 3600000",
        "repository-longest-wait-ms, 3600001, 1000 to 3600000",
        "repository-max-tries, 0, 1 to 1000",
        "repository-max-tries, 1001, 1 to 1000"
    })
    void waitsForARepositoryThatAreOutOfBoundsAreRefusedByName(
            String setting, String value, String bounds) {
        var config = config(Map.of(setting, value));

        assertThatThrownBy(() -> BoundedRetries.ofRepositories(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "CODEFLEET_MANAGER_%s must be %s, but is %s.",
                        setting.toUpperCase(Locale.ROOT).replace('-', '_'), bounds, value);
    }

    private static ManagerConfig config(Map<String, String> settings) {
        var builder =
                new SmallRyeConfigBuilder()
                        .withMapping(ManagerConfig.class)
                        .withDefaultValue("codefleet.manager.git-directory", "nowhere");
        settings.forEach(
                (name, value) -> builder.withDefaultValue("codefleet.manager." + name, value));
        return builder.build().getConfigMapping(ManagerConfig.class);
    }

    @Test
    void attemptsOfHeldAndOfEndedJobsAreOurs() {
        var held = new JobId("held");
        var ours = new OwnAttempts(held::equals);
        ours.ended(new JobId("ended"));

        assertThat(ours.test("held.a.1")).isTrue();
        assertThat(ours.test("ended.a.1")).isTrue();
        assertThat(ours.test("other.a.1")).isFalse();
        assertThat(ours.test("no id at all")).isFalse();
    }

    @Test
    void endedJobsAreForgottenInTheEnd() {
        var ours = new OwnAttempts(job -> false);
        IntStream.range(0, 10_001).forEach(number -> ours.ended(new JobId("job" + number)));

        assertThat(ours.test("job0.a.1")).isFalse();
        assertThat(ours.test("job1.a.1")).isTrue();
    }

    private static String next(RoundRobin<String> turns, int number) {
        var names = new ArrayList<String>();
        IntStream.range(0, number).forEach(unused -> turns.next().ifPresent(names::add));
        return String.join("", names);
    }
}
