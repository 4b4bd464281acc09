package dev.codefleet.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Table;
import dev.codefleet.cli.terminal.Timestamps;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.support.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobReportTest {

    @Test
    void aSucceededJobIsATableAndASummary() {
        var subtask =
                new JobResult.SubtaskResult(
                        "limiter",
                        SubtaskState.SUCCEEDED,
                        "programmer-1",
                        1,
                        2,
                        3,
                        40,
                        5,
                        3_210,
                        List.of(),
                        null);

        var result = succeeded(subtask);

        assertThat(new JobReport(Style.PLAIN).lines(result, Table.UNBOUNDED))
                .containsExactly(
                        "           SUBTASK  PROGRAMMER    ATTEMPTS  ITERATIONS  FILES   LINES  "
                                + " TIME",
                        "succeeded  limiter  programmer-1         1           2      3  +40 -5  3.2"
                                + " s",
                        "",
                        "Job job1 succeeded in 4.0 s.",
                        "Commands and checks took 8.0 s in all: speed-up 2.00, efficiency 0.50 on 4"
                                + " slots.");
        assertThat(new JobReport(Style.PLAIN).lines(result, 60))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60))
                .contains(
                        "           SUBTASK  PROGRAMMER    FILES   LINES   TIME",
                        "succeeded  limiter  programmer-1      3  +40 -5  3.2 s");
    }

    @Test
    void workOfMillisecondsIsNotComparedWithTheTimeThatClonesTake() {
        var result =
                new JobResult(
                        "job1",
                        JobState.SUCCEEDED,
                        new JobResult.Figures(2_100L, 35, 0.02, 0.01, 6),
                        new JobResult.Head("codefleet/job1", "abc"),
                        null,
                        List.of(),
                        null,
                        List.of());

        var lines = new JobReport(Style.PLAIN).lines(result, Table.UNBOUNDED);

        assertThat(lines)
                .contains("Job job1 succeeded in 2.1 s.")
                .anyMatch(
                        line -> line.startsWith("Commands and checks took 35 ms in all; the rest"))
                .noneMatch(line -> line.contains("speed-up"));
    }

    @Test
    void onlyColoursMakeSignsOfStates() {
        assertThat(new JobReport(new Style(true, true)).mark(SubtaskState.FAILED))
                .isEqualTo("\u2717");
        assertThat(new JobReport(new Style(false, true)).mark(SubtaskState.FAILED))
                .isEqualTo("failed");
    }

    @Test
    void theEndOfAJobIsAWholeSentence() {
        assertThat(new JobReport(Style.PLAIN).lines(failed("no"), Table.UNBOUNDED))
                .contains("Job job1 failed after 10 ms.");
    }

    @Test
    void flagsAreShownBesideTheirSubtasksAndExplained() {
        var plain =
                new JobResult.SubtaskResult(
                        "a", SubtaskState.SUCCEEDED, "p1", 1, 1, 1, 1, 0, 10, List.of(), null);
        var flagged =
                new JobResult.SubtaskResult(
                        "b",
                        SubtaskState.SUCCEEDED,
                        "p1",
                        1,
                        1,
                        1,
                        1,
                        0,
                        10,
                        List.of("OUTSIDE_FILES", "TESTS_DELETED"),
                        null);

        var lines = new JobReport(Style.PLAIN).lines(succeeded(plain, flagged), Table.UNBOUNDED);

        assertThat(lines.subList(0, 6))
                .containsExactly(
                        "           SUBTASK  PROGRAMMER  ATTEMPTS  ITERATIONS  FILES  LINES   TIME "
                                + " FLAGS",
                        "succeeded  a        p1                 1           1      1  +1 -0  10 ms",
                        "succeeded  b        p1                 1           1      1  +1 -0  10 ms"
                                + "  OUTSIDE_FILES, TESTS_DELETED",
                        "",
                        "OUTSIDE_FILES: It changed files that its 'files' in the plan do not name.",
                        "TESTS_DELETED: It deleted tests, or renamed them to what is none.");
        assertThat(Json.text(succeeded(flagged)))
                .contains("\"flags\":[\"OUTSIDE_FILES\",\"TESTS_DELETED\"]");
    }

    @Test
    void aFailureIsToldWithItsReasonItsFirstLineAndItsEnd() {
        var output = IntStream.rangeClosed(1, 50).mapToObj(i -> "line " + i);
        var message = output.collect(Collectors.joining("\n"));

        var lines = new JobReport(Style.PLAIN).lines(failed(message), Table.UNBOUNDED);

        assertThat(lines).contains("limiter CHECK_FAILED", "  line 1", "  ...", "  line 50");
        assertThat(lines).doesNotContain("  line 2", "  line 39");
    }

    @Test
    void whatNobodyCanTakeIsToldWithItsReasonAndItsEnd() {
        var failsAt = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(JobReport.unschedulable(1, "a", "No programmer is registered. Start one.", null))
                .isEqualTo(
                        "Subtask a waits, and nobody can take it: No programmer is registered. Start one.");
        assertThat(JobReport.unschedulable(3, "a", "Because.", failsAt))
                .isEqualTo(
                        "3 subtasks, a among them, wait, and nobody can take them: Because."
                                + " They fail if that lasts until "
                                + Timestamps.text(failsAt)
                                + ".");
    }

    @Test
    void whatDidNotFailCanBeLeftOut() {
        var failed = failed("no");
        var done =
                new JobResult.SubtaskResult(
                        "b", SubtaskState.SUCCEEDED, null, 1, 1, 0, 0, 0, 0, List.of(), null);
        var both =
                new JobResult(
                        "job1",
                        JobState.FAILED,
                        new JobResult.Figures(10L, 0, 0.0, 0.0, 1),
                        new JobResult.Head(null, null),
                        null,
                        List.of(),
                        null,
                        List.of(done, failed.subtasks().getFirst()));

        assertThat(both.failedOnly()).isEqualTo(failed);
    }

    @Test
    void jsonHasEveryFieldEvenWhereThereIsNoValue() {
        var json = Json.text(failed("no"));

        assertThat(json)
                .startsWith(
                        "{\"job\":\"job1\",\"state\":\"FAILED\",\"makespan_ms\":10,\"work_ms\":0,"
                                + "\"speedup\":0.0,\"efficiency\":0.0,\"slots\":1,\"branch\":null,\"commit\":null,")
                .contains(
                        "\"subtasks\":[{\"key\":\"limiter\",\"state\":\"FAILED\",\"programmer\":null,"
                                + "\"attempts\":3,\"iterations\":3,\"files_changed\":0,\"lines_added\":0,"
                                + "\"lines_deleted\":0,\"duration_ms\":0,\"flags\":[],\"failure\":{");
    }

    private static JobResult succeeded(JobResult.SubtaskResult... subtasks) {
        return new JobResult(
                "job1",
                JobState.SUCCEEDED,
                new JobResult.Figures(4_000L, 8_000, 2.0, 0.5, 4),
                new JobResult.Head("codefleet/job1", "abc"),
                null,
                List.of(),
                null,
                List.of(subtasks));
    }

    private static JobResult failed(String message) {
        var failure = Failure.of(FailureReason.CHECK_FAILED, message);
        var subtask = subtask(failure);
        return new JobResult(
                "job1",
                JobState.FAILED,
                new JobResult.Figures(10L, 0, 0.0, 0.0, 1),
                new JobResult.Head(null, null),
                null,
                List.of(),
                null,
                List.of(subtask));
    }

    private static JobResult.SubtaskResult subtask(@Nullable Failure failure) {
        return new JobResult.SubtaskResult(
                "limiter", SubtaskState.FAILED, null, 3, 3, 0, 0, 0, 0, List.of(), failure);
    }
}
