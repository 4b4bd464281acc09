package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.codefleet.ApiClient;
import com.example.codefleet.ApiException;
import com.example.codefleet.api.FleetApi;
import com.example.codefleet.api.JobsApi;
import com.example.codefleet.model.JobEvent;
import com.example.codefleet.model.JobRequest;
import com.example.codefleet.model.JobState;
import com.example.codefleet.model.Problem;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A client that {@code openapi-generator} makes of the API's document, and nothing else. */
@InSharedFleet
class GeneratedClientIT {
    private final ApiClient client = new ApiClient();
    private final JobsApi jobs;

    GeneratedClientIT(Fleet fleet) {
        client.updateBaseUri(fleet.api().base());
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + fleet.processes().key()));
        jobs = new JobsApi(client);
    }

    @Test
    void itSubmitsFollowsAndReadsAJob() throws ApiException, IOException {
        var repository = Repository.create();
        var plan =
                Task.plan(
                        "By a generated client",
                        List.of(
                                command("one", "echo 1 >one.txt; echo done with one"),
                                command("two", "cat one.txt >two.txt").after("one")),
                        "test -s two.txt");
        var request = new JobRequest().repository(repository.directory().toString()).plan(plan);
        var key = UUID.randomUUID().toString();

        var job = jobs.submitJob(request, key);
        var again = jobs.submitJob(request, key);
        var events = events(jobs.followJob(job.getId(), null, true));
        var ended = jobs.getJob(job.getId());

        assertThat(again.getId()).isEqualTo(job.getId());
        assertThat(events).extracting(JobEvent::getSeq).startsWith(1L).isSorted();
        assertThat(events.getLast().getBody()).containsEntry("state", "SUCCEEDED");
        assertThat(ended.getState()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.getFinishedAt()).isAfterOrEqualTo(ended.getCreatedAt());
        assertThat(ended.getSubtasks()).containsEntry("SUCCEEDED", 2);
        assertThat(jobs.listJobs(JobState.SUCCEEDED, 500, null).getItems())
                .anySatisfy(one -> assertThat(one.getId()).isEqualTo(job.getId()));
        assertThat(jobs.listSubtasks(job.getId(), 1, null).getItems()).hasSize(1);
        assertThat(jobs.listSubtasks(job.getId(), 1, null).getNextCursor()).isNotBlank();
        assertThat(jobs.listReceipts(job.getId(), null, null).getItems())
                .anySatisfy(one -> assertThat(one.getAttempt()).isEqualTo(job.getId() + ".one.1"));
        assertThat(jobs.readLog(job.getId(), "one", 1, false)).isEqualTo("done with one\n");
        assertThat(unpacked(jobs.getWholeLog(job.getId(), "one", null)))
                .isEqualTo("done with one\n");
        assertThat(Files.readString(jobs.getPatch(job.getId(), false).toPath())).contains("+1");
        assertThat(jobs.getBundle(job.getId(), false)).isNotEmpty();
    }

    @Test
    void itResumesWithoutABodyAndDeletes() throws ApiException {
        var flaky = command("flaky", "test \"${CODEFLEET_ATTEMPT##*.}\" -ge 2").attempts(1, 1);
        var request =
                new JobRequest()
                        .repository(Repository.create().directory().toString())
                        .plan(Task.plan("In two goes", List.of(flaky)));
        var job = jobs.submitJob(request, null).getId();
        jobs.followJob(job, null, true);
        var failed = jobs.getJob(job);
        assertThat(failed.getState()).isEqualTo(JobState.FAILED);

        jobs.resumeJob(job, null);

        jobs.followJob(job, null, true);
        assertThat(jobs.getJob(job).getState()).isEqualTo(JobState.SUCCEEDED);
        jobs.deleteJob(job);
        assertThatThrownBy(() -> jobs.getJob(job))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
    }

    @Test
    void itUnderstandsRefusalsAndSeesTheFleet() throws ApiException {
        var fleet = new FleetApi(client);
        var request = new JobRequest().plan(Map.of("version", 1, "title", "Empty"));

        assertThatThrownBy(() -> jobs.submitJob(request, null))
                .isInstanceOfSatisfying(ApiException.class, this::assertInvalid);
        assertThat(fleet.getFleet().getProgrammers()).hasSize(3);
        assertThat(fleet.getDemand().getLanes()).isNotEmpty();
    }

    private void assertInvalid(ApiException refusal) {
        assertThat(refusal.getCode()).isEqualTo(400);
        try {
            var problem =
                    client.getObjectMapper().readValue(refusal.getResponseBody(), Problem.class);
            assertThat(problem.getCode()).isEqualTo("INVALID_PLAN");
            assertThat(problem.getErrors())
                    .anySatisfy(error -> assertThat(error.getField()).isEqualTo("plan.subtasks"));
        } catch (IOException e) {
            throw new AssertionError(refusal.getResponseBody(), e);
        }
    }

    /** The job's messages of a stream that has ended; its last event must say that it is whole. */
    private List<JobEvent> events(File stream) throws IOException {
        var read = new ArrayList<SseEvent>();
        new SseParser().feed(Files.readAllBytes(stream.toPath()), read::add);
        assertThat(read.getLast().name()).isEqualTo("end");
        var events = new ArrayList<JobEvent>();
        for (var one : read.subList(0, read.size() - 1)) {
            events.add(client.getObjectMapper().readValue(one.data(), JobEvent.class));
        }
        return events;
    }

    private static String unpacked(File file) throws IOException {
        try (var log = new GZIPInputStream(Files.newInputStream(file.toPath()))) {
            return new String(log.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
