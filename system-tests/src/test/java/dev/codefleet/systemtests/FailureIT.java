package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import java.util.Map;
import org.junit.jupiter.api.Test;

@InSharedFleet
class FailureIT {
    private final Api api;
    private final Repository repository = Repository.create();

    FailureIT(Fleet fleet) {
        this.api = fleet.api();
    }

    @Test
    void aMergeConflictNamesTheSubtasksAndTheFiles() {
        var ended =
                api.run(
                        job(
                                repository,
                                "Both at once",
                                command("left", "echo left >README.md"),
                                command("right", "echo right >README.md"),
                                command("apart", "echo x >apart.txt")));

        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        var failure = requireNonNull(ended.failure());
        assertThat(failure.reason()).isEqualTo(FailureReason.MERGE_CONFLICT);
        assertThat(failure.message())
                .contains("left", "right", "README.md")
                .doesNotContain("apart");
    }

    @Test
    void aConflictBetweenDependenciesFailsTheirDependent() {
        var ended =
                api.run(
                        job(
                                repository,
                                "A join that cannot be",
                                command("left", "echo left >README.md"),
                                command("right", "echo right >README.md"),
                                command("join", "true").after("left", "right")));

        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        var join = api.subtask(ended.id(), "join");
        assertThat(join.state()).isEqualTo(SubtaskState.FAILED);
        assertThat(requireNonNull(join.failure()).reason()).isEqualTo(FailureReason.MERGE_CONFLICT);
        assertThat(requireNonNull(join.failure()).message()).contains("left", "right", "README.md");
    }

    @Test
    void whatDependsOnAFailureIsSkippedWithTheChain() {
        var ended =
                api.run(
                        job(
                                repository,
                                "A chain",
                                command("first", "exit 7").attempts(1, 1),
                                command("second", "true").after("first"),
                                command("third", "true").after("second"),
                                command("other", "echo x >other.txt")));

        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(requireNonNull(ended.failure()).reason())
                .isEqualTo(FailureReason.EXECUTOR_ERROR);
        var third = api.subtask(ended.id(), "third");
        assertThat(third.state()).isEqualTo(SubtaskState.SKIPPED);
        assertThat(third.effort().attempts()).isZero();
        assertThat(requireNonNull(third.failure()).message())
                .containsSubsequence("first", "second", "third");
        assertThat(api.subtask(ended.id(), "other").state()).isEqualTo(SubtaskState.SUCCEEDED);
    }

    @Test
    void aTimeOutKillsTheWholeProcessTree() {
        var marker = Processes.marker();
        var limits = Map.of("timeout", "PT2S", "max_attempts", 1);
        var task = command("slow", Processes.tree(marker)).with("limits", limits);

        var submitted = api.submit(job(repository, "Too slow", task));
        assertThat(Processes.appear(marker)).isTrue();
        var ended = api.end(submitted.id());

        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(requireNonNull(ended.failure()).reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(Processes.with(marker)).as("processes after the report").isEmpty();
    }
}
