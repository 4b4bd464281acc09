package dev.codefleet.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.cli.client.StandInGateway;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.support.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShowCommandTest {
    private static final String QUEUED =
            """
            {"id": "job1", "title": "T", "state": "QUEUED", "lane": "code",
             "repository": "https://example.org/r.git", "branch": "codefleet/job1",
             "delivery": "branch", "subtasks": {"PENDING": 1}, "slots": 0,
             "created_at": "2030-01-31T12:00:00Z", "work_ms": 0}\
            """;
    private static final String WAITS =
            """
            {"seq": 1, "at": "2030-01-31T12:00:01Z", "type": "STATUS", "from": "manager-1", "body":\
             {"what": "repository", "state": "UNREACHABLE", "failure":\
             {"reason": "REFUSED", "message": "example.org cannot be resolved"},\
             "not_before": "2030-01-31T12:00:03Z"}}\
            """;
    private static final String GOES_ON =
            """
            {"seq": 2, "at": "2030-01-31T12:00:04Z", "type": "STATUS", "from": "manager-1", "body":\
             {"what": "job", "state": "RUNNING"}}\
            """;
    private static final String ORDER =
            """
            {"seq": 2, "at": "2030-01-31T12:00:04Z", "type": "CMD", "from": "manager-1",\
             "to": "programmer-1", "body": {"what": "order", "subtask": "b", "attempt": "job1.b.1"}}\
            """;
    private static final String REACHABLE =
            """
            {"seq": 3, "at": "2030-01-31T12:00:05Z", "type": "STATUS", "from": "manager-1", "body":\
             {"what": "repository", "state": "REACHABLE"}}\
            """;

    @TempDir private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private StandInGateway gateway;

    @BeforeEach
    void setUp() throws IOException {
        gateway = new StandInGateway();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aJobThatWaitsForItsRepositorySaysSoForProgramsAsWell() throws Exception {
        job(QUEUED, WAITS);

        var wait = json().get("repository_wait");

        assertThat(wait.get("since").textValue()).isEqualTo("2030-01-31T12:00:01Z");
        assertThat(wait.get("failure").textValue()).contains("example.org cannot be resolved");
        assertThat(wait.get("again").textValue()).isEqualTo("2030-01-31T12:00:03Z");
    }

    @Test
    void aJobThatGoesOnWaitsNoMore() throws Exception {
        job(QUEUED, WAITS, GOES_ON);

        var all = json();

        assertThat(all.has("repository_wait")).isTrue();
        assertThat(all.get("repository_wait").isNull()).isTrue();
    }

    /** As one of which one subtask waits, or that was taken over by another manager. */
    @Test
    void aJobThatIsAtWorkMayWaitAsWell() throws Exception {
        job(QUEUED.replace("QUEUED", "RUNNING"), WAITS, ORDER);

        assertThat(json().get("repository_wait").get("since").textValue())
                .isEqualTo("2030-01-31T12:00:01Z");
    }

    @Test
    void aRepositoryThatIsReachedAgainIsNotWaitedFor() throws Exception {
        job(QUEUED.replace("QUEUED", "RUNNING"), WAITS, ORDER, REACHABLE);

        assertThat(json().get("repository_wait").isNull()).isTrue();
    }

    @Test
    void peopleReadItBeforeTheSubtasks() throws IOException {
        job(QUEUED, WAITS);

        show("job1");

        assertThat(text())
                .contains("The repository cannot be reached since ")
                .contains("example.org cannot be resolved.");
    }

    private void job(String view, String... events) throws IOException {
        var job = gateway.jobs.put(Json.mapper().readValue(view, JobView.class));
        for (var event : events) {
            gateway.jobs.tell(job, Json.mapper().readValue(event, JobEvent.class));
        }
    }

    private JsonNode json() throws IOException {
        show("job1", "--json");
        return Json.mapper().readTree(text());
    }

    private void show(String... arguments) {
        var quiet = new PrintStream(out, true, StandardCharsets.UTF_8);
        var context =
                new CommandContext(
                        new Home(directory),
                        Installation.ofProcess(),
                        Map.of("CODEFLEET_GATEWAY", gateway.url()),
                        new Terminal(quiet, quiet, Style.PLAIN, false));
        assertThat(new CommandLine(new ShowCommand(context)).execute(arguments)).isZero();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
