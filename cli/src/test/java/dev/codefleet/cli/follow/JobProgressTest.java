package dev.codefleet.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Timestamps;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.MessageType;
import dev.codefleet.contract.job.SubtaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobProgressTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final JobProgress progress = new JobProgress(3);
    private long seq;

    @Test
    void anOrderStartsASubtaskOnItsProgrammer() {
        var change = order("a", 1, "programmer-2");

        assertThat(change).isInstanceOf(JobChange.Started.class);
        assertThat(progress.running())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.programmer()).isEqualTo("programmer-2");
                    assertThat(one.attempt()).isEqualTo(1);
                });
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(2, 1, 0, 0));
    }

    @Test
    void aReportOfSuccessEndsTheSubtaskOnce() {
        order("a", 1, "programmer-1");

        var change = apply("report", Map.of("subtask", "a", "state", "SUCCEEDED"));
        var again = apply("subtask", Map.of("subtask", "a", "state", "SUCCEEDED"));

        assertThat(change)
                .isEqualTo(
                        new JobChange.Ended(
                                "a", SubtaskState.SUCCEEDED, "programmer-1", 1_000, ""));
        assertThat(again).isNull();
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(2, 0, 1, 0));
    }

    @Test
    void theTimeOfASubtaskIsThatOfItsReport() {
        order("a", 1, "programmer-1");

        var change =
                apply("report", Map.of("subtask", "a", "state", "SUCCEEDED", "duration_ms", 420));

        assertThat(change)
                .isEqualTo(
                        new JobChange.Ended("a", SubtaskState.SUCCEEDED, "programmer-1", 420, ""));
    }

    @Test
    void aFailedAttemptIsNoEndUntilTheSubtaskSaysSo() {
        order("a", 1, "programmer-1");
        var failure = Map.of("reason", "CHECK_FAILED", "message", "mvn test: 1\nmore");

        var report = apply("report", Map.of("subtask", "a", "state", "FAILED", "failure", failure));
        var retry = apply("subtask", Map.of("subtask", "a", "state", "READY"));

        assertThat(report).isNull();
        assertThat(retry)
                .isEqualTo(
                        new JobChange.Retried("a", "programmer-1", 1, "CHECK_FAILED: mvn test: 1"));
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(3, 0, 0, 0));
    }

    @Test
    void aRepositoryThatCannotBeReachedIsToldWithItsReasonAndSinceWhen() {
        var failure = Map.of("reason", "UNREACHABLE", "message", "example.org cannot be resolved");
        var waits = Map.of("state", "UNREACHABLE", "failure", failure);

        var since = Timestamps.text(START.plusSeconds(seq));
        var first = Objects.requireNonNull(apply("repository", waits));
        var second = Objects.requireNonNull(apply("repository", waits));

        for (var change : List.of(first, second)) {
            assertThat(((JobChange.Waits) change).text())
                    .startsWith("The repository cannot be reached since " + since + ": ")
                    .contains("UNREACHABLE: example.org cannot be resolved.");
        }
        assertThat(new ChangeText(Style.PLAIN).plain(first)).contains("cannot be reached");
        assertThat(progress.repositoryWait()).isNotNull();

        apply("job", Map.of("state", "RUNNING"));

        assertThat(progress.repositoryWait()).isNull();
    }

    @Test
    void aSkippedSubtaskCountsAsFailed() {
        var failure = Map.of("reason", "CHECK_FAILED", "message", "a -> b");

        var change =
                apply("subtask", Map.of("subtask", "b", "state", "SKIPPED", "failure", failure));

        assertThat(change)
                .isEqualTo(
                        new JobChange.Ended(
                                "b", SubtaskState.SKIPPED, null, 0, "CHECK_FAILED: a -> b"));
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(2, 0, 0, 1));
    }

    @Test
    void whatNobodyCanTakeIsALineAndSoIsItsEnd() {
        var change =
                apply(
                        "unschedulable",
                        Map.of(
                                "subtask",
                                "b",
                                "subtasks",
                                2,
                                "lane",
                                "DATA",
                                "executor",
                                "COMMAND",
                                "reason",
                                "No programmer has the lane data."));
        var end = apply("schedulable", Map.of("lane", "DATA", "executor", "COMMAND"));

        assertThat(change)
                .isEqualTo(
                        new JobChange.Waits(
                                "2 subtasks, b among them, wait, and nobody can take them:"
                                        + " No programmer has the lane data."));
        assertThat(end).isEqualTo(new JobChange.Schedulable("data", "command"));
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(3, 0, 0, 0));
    }

    @Test
    void aRefusedOrderWaitsAgain() {
        order("a", 1, "programmer-1");

        apply("refusal", Map.of("subtask", "a", "code", "SLOTS_FULL"));

        assertThat(progress.running()).isEmpty();
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(3, 0, 0, 0));
    }

    @Test
    void finalChecksAreShownButNotCounted() {
        order("final-checks", 1, "programmer-1");
        assertThat(progress.running()).hasSize(1);
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(3, 0, 0, 0));

        var change = apply("report", Map.of("subtask", "final-checks", "state", "SUCCEEDED"));

        assertThat(change).isInstanceOf(JobChange.Ended.class);
        assertThat(progress.counts()).isEqualTo(new JobProgress.Counts(3, 0, 0, 0));
    }

    @Test
    void theJobsStateIsFollowed() {
        assertThat(apply("job", Map.of("state", "RUNNING")))
                .isEqualTo(new JobChange.JobMoved(JobState.RUNNING));
        assertThat(apply("job", Map.of("state", "RUNNING"))).isNull();
        assertThat(progress.state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void phasesShowAtTheSubtask() {
        order("a", 1, "programmer-1");

        apply("progress", Map.of("subtask", "a", "phase", "checks", "iteration", 2));

        assertThat(progress.running())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.phase()).isEqualTo("checks");
                    assertThat(one.iteration()).isEqualTo(2);
                });
    }

    @Test
    void messagesOfANewerManagerAreIgnored() {
        assertThat(apply("poem", Map.of("subtask", "a", "state", "RHYMED"))).isNull();
        assertThat(apply("subtask", Map.of("subtask", "a", "state", "RHYMED"))).isNull();
        assertThat(apply("subtask", Map.of())).isNull();
    }

    private @Nullable JobChange order(String key, int number, String programmer) {
        return event(
                programmer,
                "order",
                Map.of("subtask", key, "attempt", "job1." + key + "." + number));
    }

    private @Nullable JobChange apply(String what, Map<String, Object> body) {
        return event(null, what, body);
    }

    private @Nullable JobChange event(
            @Nullable String to, String what, Map<String, Object> fields) {
        var body = new HashMap<>(fields);
        body.put("what", what);
        var at = START.plusSeconds(seq);
        seq++;
        var event = new JobEvent(seq, at, MessageType.STATUS, "manager-1", to, body);
        return progress.apply(event).orElse(null);
    }
}
