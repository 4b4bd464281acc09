package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.fleet.FleetSpec;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Resumes jobs while managers come and go, so its fleet is its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeIT {
    private static final String SECOND_TIME = "test \"${CODEFLEET_ATTEMPT##*.}\" -ge 2";

    private final Fleet fleet = Fleet.start(FleetSpec.usual().withManagers(2).unsupervised());
    private final Api api = fleet.api();

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void onlyWhatDidNotSucceedRunsAgainEvenIfTheJobsManagerIsGone() {
        var repository = Repository.create();
        var first = command("first", "echo first >first.txt");
        var flaky =
                command("flaky", SECOND_TIME + "; echo flaky >flaky.txt")
                        .after("first")
                        .attempts(1, 1);
        var last = command("last", "cat first.txt flaky.txt >last.txt").after("flaky");
        var failed = api.run(job(repository, "In two goes", first, flaky, last));
        assertThat(failed.state()).isEqualTo(JobState.FAILED);
        assertThat(api.subtask(failed.id(), "last").state()).isEqualTo(SubtaskState.SKIPPED);
        var manager = fleet.processes().member(Objects.requireNonNull(failed.owner()).value());
        manager.kill();

        try {
            var resumed = resume(failed.id());

            assertThat(resumed.state()).as("%s", resumed.failure()).isEqualTo(JobState.SUCCEEDED);
            assertThat(resumed.owner()).isNotEqualTo(failed.owner());
            assertThat(attempts(failed.id())).containsExactly(1, 2, 1);
            var result = repository.withResult(api, resumed);
            assertThat(result.show(Objects.requireNonNull(resumed.commit()), "last.txt"))
                    .isEqualTo("first\nflaky\n");
            var again = api.resume(failed.id());
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(api.problem(again).code()).isEqualTo("JOB_SUCCEEDED");
        } finally {
            manager.start();
        }
    }

    @Test
    void finalChecksAreTriedAgain() {
        var repository = Repository.create();
        var tasks = List.of(command("only", "echo x >x.txt"));
        var plan = Task.plan("Checked in the end", tasks, SECOND_TIME);
        var failed = api.run(job(repository, plan));
        assertThat(failed.state()).isEqualTo(JobState.FAILED);

        var resumed = resume(failed.id());

        assertThat(resumed.state()).as("%s", resumed.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(attempts(failed.id())).containsExactly(1);
    }

    @Test
    void aCancelledJobGoesOnWithTheCommandAndItsResultComesHome() {
        var repository = Repository.create();
        var done = command("done", "echo done >done.txt");
        var slow = command("slow", SECOND_TIME + " || sleep 60; echo slow >slow.txt").after("done");
        var job = api.submit(job(repository, "Cancelled", done, slow)).id();
        api.await(
                job,
                event ->
                        "slow".equals(event.body().get("subtask"))
                                && "executor".equals(event.body().get("phase")));
        api.cancel(job);
        assertThat(api.end(job).state()).isEqualTo(JobState.CANCELLED);

        var cli = new Cli(Scratch.directory("home"));
        var run = cli.run("resume", "--gateway", fleet.processes().gatewayUrl(), job.value());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("slow").contains("branch codefleet/" + job);
        assertThat(attempts(job)).containsExactly(1, 2);
        assertThat(repository.show("codefleet/" + job, "slow.txt")).isEqualTo("slow\n");
    }

    @Test
    void whatNobodyKnowsCannotBeResumed() {
        assertThat(api.resume(new JobId("nosuchjob")).statusCode()).isEqualTo(404);
    }

    private JobView resume(JobId job) {
        assertThat(api.resume(job).statusCode()).isEqualTo(202);
        assertThat(api.resume(job).statusCode()).as("a second time").isIn(202, 409);
        return api.end(job);
    }

    private List<Integer> attempts(JobId job) {
        return api.subtasks(job).stream().map(subtask -> subtask.attempts()).toList();
    }
}
