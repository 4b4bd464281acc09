package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobView;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@InSharedFleet
class DeletionIT {
    private final Fleet fleet;
    private final Api api;

    DeletionIT(Fleet fleet) {
        this.fleet = fleet;
        this.api = fleet.api();
    }

    @Test
    void aDeletedJobIsGoneForEverybody() {
        var job = api.run(job(null, "To be deleted", none("a"), none("b").after("a"))).id();

        assertThat(delete(job).statusCode()).isEqualTo(204);

        assertThat(get("/v1/jobs/" + job).statusCode()).isEqualTo(404);
        for (var path : new String[] {"/subtasks", "/receipts", "/events", "/subtasks/a/log"}) {
            assertThat(get("/v1/jobs/" + job + path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(api.resume(job).statusCode()).isEqualTo(404);
        assertThat(delete(job).statusCode()).isEqualTo(404);
        assertThat(api.jobs()).extracting(JobView::id).doesNotContain(job);
    }

    @Test
    void aJobAtWorkIsNotDeleted() {
        var repository = Repository.create();
        var job = api.submit(job(repository, "At work", command("slow", "sleep 60"))).id();

        var refusal = delete(job);

        assertThat(refusal.statusCode()).isEqualTo(409);
        assertThat(api.problem(refusal).code()).isEqualTo("JOB_NOT_ENDED");
        api.cancel(job);
        api.end(job);
        assertThat(delete(job).statusCode()).isEqualTo(204);
    }

    @Test
    void theCommandDeletesAndSaysWhatLiesWhere() {
        var job = api.run(job(null, "To be deleted, too", none("a"))).id();
        var cli = Cli.of(fleet);
        var gateway = fleet.processes().gatewayUrl();

        var deletion = cli.run("jobs", "--gateway", gateway, "--delete", job.value());

        assertThat(deletion.exitCode()).as(deletion.err()).isZero();
        assertThat(deletion.out()).isEqualTo("Job " + job + " is deleted.\n");
        var again = cli.run("jobs", "--gateway", gateway, "--delete", job.value());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("There is no job " + job);
        var disk = cli.run("disk", "--gateway", gateway);
        assertThat(disk.exitCode()).as(disk.err()).isZero();
        assertThat(disk.out()).contains("TABLE").contains("subtask").contains("event");
    }

    private HttpResponse<byte[]> delete(JobId job) {
        return api.send(api.request("/v1/jobs/" + job).DELETE().build());
    }

    private HttpResponse<byte[]> get(String path) {
        return api.send(api.request(path).build());
    }
}
