package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
            assertThat(result.show(Objects.requireNonNull(resumed.files().commit()), "last.txt"))
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
    void aWrongFinalCheckCostsOneCheckAndNothingElse() throws IOException {
        var repository = Repository.create();
        var tasks =
                IntStream.range(0, 8)
                        .mapToObj(i -> command("t" + i, "echo " + i + " >" + i + ".txt"))
                        .toList();
        var failed = api.run(job(repository, Task.plan("Wrong", tasks, "test -e 9.txt")));
        assertThat(failed.state()).isEqualTo(JobState.FAILED);
        var changed = new ArrayList<>(tasks);
        changed.set(3, command("t3", "echo other >3.txt"));

        var refused = api.resume(failed.id(), Task.plan("Wrong", changed, "true"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(api.problem(refused).code()).isEqualTo("PLAN_CHANGES_RESULTS");
        assertThat(api.problem(refused).errors())
                .extracting(FieldError::field)
                .containsExactly("plan.subtasks[3].executor");
        var file = Scratch.directory("plan").resolve("corrected.json");
        Files.writeString(file, Json.text(Task.plan("Right", tasks, "test -e 7.txt")));
        var cli = Cli.of(fleet);
        var gateway = fleet.processes().gatewayUrl();
        var run =
                cli.run(
                        "resume",
                        "--gateway",
                        gateway,
                        "--plan",
                        file.toString(),
                        failed.id().value());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(api.job(failed.id()).title()).isEqualTo("Right");
        assertThat(attempts(failed.id())).containsOnly(1);
        assertThat(api.receipts(failed.id(), "final-checks")).hasSize(2);
    }

    @Test
    void aSubtaskThatFailedIsCorrected() {
        var repository = Repository.create();
        var good = command("good", "echo good >good.txt");
        var wrong = command("wrong", "cat god.txt >copy.txt").after("good").attempts(1, 1);
        var failed = api.run(job(repository, "With a typo", good, wrong));
        assertThat(failed.state()).isEqualTo(JobState.FAILED);
        var right = command("wrong", "cat good.txt >copy.txt").after("good");
        var more = command("more", "cat copy.txt copy.txt >more.txt").after("wrong");

        var resumed = api.resume(failed.id(), Task.plan("With a typo", List.of(good, right, more)));

        assertThat(resumed.statusCode()).isEqualTo(202);
        var ended = api.end(failed.id());
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(attempts(failed.id())).containsExactly(1, 2, 1);
        var result = repository.withResult(api, ended);
        assertThat(result.show(Objects.requireNonNull(ended.files().commit()), "more.txt"))
                .isEqualTo("good\ngood\n");
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

        var cli = Cli.of(fleet);
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
        return api.subtasks(job).stream().map(subtask -> subtask.effort().attempts()).toList();
    }
}
