package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.CheckResult;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import java.util.List;
import org.junit.jupiter.api.Test;

@InSharedFleet
class HonestResultIT {
    private final Api api;
    private final Repository repository = Repository.create();

    HonestResultIT(Fleet fleet) {
        this.api = fleet.api();
    }

    @Test
    void aSubtaskThatSucceededHasItsChangeInItsCommitAndItsChecksRan() {
        var task = Task.command("write", "echo made >made.txt").checked("git hash-object made.txt");

        var ended = api.run(job(repository, "Honest work", task));

        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
        var result = repository.withResult(api, ended);
        var commit = requireNonNull(api.subtask(ended.id(), "write").commit());
        assertThat(result.show(commit, "made.txt")).isEqualTo("made\n");
        assertThat(result.show(requireNonNull(ended.files().commit()), "made.txt"))
                .isEqualTo("made\n");
        var receipt = api.receipts(ended.id(), "write").getFirst();
        assertThat(receipt.commits().commit()).isEqualTo(commit);
        assertThat(receipt.changes().filesChanged()).isEqualTo(1);
        assertThat(receipt.changes().linesAdded()).isEqualTo(1);
        // What the check printed can only be known to one that saw the file of this commit.
        var blob = result.git("rev-parse", commit + ":made.txt").strip();
        assertThat(receipt.checks())
                .extracting(check -> check.output().strip())
                .containsExactly(blob);
    }

    @Test
    void aFailingCheckFailsTheSubtaskAndNothingOfItIsDelivered() {
        var bad = Task.command("bad", "echo x >bad.txt").checked("test ! -e bad.txt");
        var good = Task.command("good", "echo x >good.txt");

        var ended = api.run(job(repository, "One fails", bad.attempts(1, 1), good));

        assertFailed(ended, FailureReason.CHECK_FAILED);
        var subtask = api.subtask(ended.id(), "bad");
        assertThat(subtask.state()).isEqualTo(SubtaskState.FAILED);
        assertThat(subtask.commit()).isNull();
        assertThat(api.receipts(ended.id(), "bad").getFirst().checks())
                .extracting(CheckResult::exitCode)
                .containsExactly(1);
        var response = api.send(api.request("/v1/jobs/" + ended.id() + "/result.bundle").build());
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(api.problem(response).code()).isEqualTo("RESULT_NOT_READY");
    }

    @Test
    void aTaskThatClaimsSuccessAndDoesNothingFailsItsCheck() {
        var liar = Task.command("liar", "echo 'done, all tests pass'; exit 0");

        var ended =
                api.run(
                        job(
                                repository,
                                "A lie",
                                liar.checked("test -e feature.txt").attempts(1, 1)));

        assertFailed(ended, FailureReason.CHECK_FAILED);
        assertThat(api.subtask(ended.id(), "liar").state()).isEqualTo(SubtaskState.FAILED);
    }

    @Test
    void whatACheckNeedsMustBeInTheCommit() {
        repository.write(".gitignore", "secret/\n");
        repository.commit("Ignore secrets");
        var task = Task.command("hide", "mkdir secret; echo x >secret/file; echo y >shown");

        var ended =
                api.run(
                        job(
                                repository,
                                "Hidden",
                                task.checked("test -e secret/file").attempts(1, 1)));

        assertFailed(ended, FailureReason.CHECK_FAILED);
    }

    @Test
    void theNextIterationLearnsWhatFailed() {
        var ended = api.run(job(repository, "Loop", learner().attempts(1, 2)));

        var subtask = assertLearnt(ended);
        assertThat(api.subtask(ended.id(), "learn").effort().attempts()).isEqualTo(1);
        assertThat(subtask.iterations()).isEqualTo(2);
    }

    @Test
    void theNextAttemptLearnsWhatFailed() {
        var ended = api.run(job(repository, "Retry", learner().attempts(2, 1)));

        var last = assertLearnt(ended);
        assertThat(last.attempt().number()).isEqualTo(2);
        assertThat(api.receipts(ended.id(), "learn"))
                .extracting(receipt -> receipt.state())
                .containsExactly(AttemptState.FAILED, AttemptState.SUCCEEDED);
        assertThat(api.subtask(ended.id(), "learn").effort().attempts()).isEqualTo(2);
    }

    @Test
    void finalChecksRunOnTheMergedHead() {
        var tasks = List.of(Task.command("a", "echo a >a.txt"), Task.command("b", "echo b >b.txt"));
        var plan =
                Task.plan(
                        "Together", tasks, "test -e a.txt && test -e b.txt && git rev-parse HEAD");

        var ended = api.run(job(repository, plan));

        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        var receipt = api.receipts(ended.id(), "final-checks").getFirst();
        assertThat(receipt.checks())
                .extracting(check -> check.output().strip())
                .containsExactly(ended.files().commit());
    }

    @Test
    void aFailingFinalCheckFailsTheJob() {
        var tasks = List.of(Task.command("a", "echo a >a.txt"));

        var ended = api.run(job(repository, Task.plan("Not yet", tasks, "test -e b.txt")));

        assertFailed(ended, FailureReason.CHECK_FAILED);
        assertThat(api.subtask(ended.id(), "a").state()).isEqualTo(SubtaskState.SUCCEEDED);
    }

    /** Does its work only once it was told what is missing. */
    private static Task learner() {
        return Task.command(
                        "learn",
                        "if [ -n \"$CODEFLEET_FEEDBACK\" ]; then"
                                + " printf '%s' \"$CODEFLEET_FEEDBACK\" >heard; echo x >wanted; fi")
                .checked("test -e wanted || { echo please make the wanted file; exit 3; }");
    }

    private dev.codefleet.contract.attempt.Receipt assertLearnt(JobView ended) {
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        var result = repository.withResult(api, ended);
        assertThat(result.show(requireNonNull(ended.files().commit()), "heard"))
                .contains("please make the wanted file");
        return api.receipts(ended.id(), "learn").getLast();
    }

    private void assertFailed(JobView ended, FailureReason reason) {
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.files().commit()).isNull();
        assertThat(requireNonNull(ended.failure()).reason()).isEqualTo(reason);
    }
}
