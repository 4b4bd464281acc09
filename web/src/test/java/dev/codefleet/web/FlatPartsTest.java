package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.support.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of records are for readers of the code; on the wire and in rows their members are flat. */
class FlatPartsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant END = START.plusSeconds(2);

    private static final String RECEIPT =
            """
            {"attempt":"job1.a.1","state":"SUCCEEDED","programmer":"programmer-1","executor":"command",
             "isolation":"none","base":"b","commit":"c","iterations":2,"files_changed":3,"lines_added":40,
             "lines_deleted":5,"files":[],"started_at":"2026-01-02T03:04:05Z",
             "finished_at":"2026-01-02T03:04:07Z","duration_ms":2000,"executor_ms":70,"checks_ms":30,
             "tokens":9,"checks":[],"flags":[]}
            """;

    @Test
    void aReceipt() throws JsonProcessingException {
        var receipt =
                new Receipt(
                        new AttemptId(new JobId("job1"), "a", 1),
                        AttemptState.SUCCEEDED,
                        new Receipt.Execution(
                                new AgentId("programmer-1"), ExecutorKind.COMMAND, "none"),
                        new Receipt.Commits("b", "c"),
                        2,
                        new Receipt.Changes(3, 40, 5, List.of()),
                        new Receipt.Times(START, END, 2000, 70, 30),
                        new Receipt.Cost(9L, null),
                        List.of(),
                        List.of(),
                        null);

        assertFlat(receipt, RECEIPT, Receipt.class);
    }

    @Test
    void aJob() throws JsonProcessingException {
        var job =
                new JobView(
                        new JobId("job1"),
                        "T",
                        JobState.SUCCEEDED,
                        Lane.CODE,
                        null,
                        new JobView.Files("r", "main", "b", "codefleet/job1", "c", Delivery.BRANCH),
                        Map.of(SubtaskState.SUCCEEDED, 2),
                        new JobView.Times(START, END, 2000L),
                        new JobView.Parallelism(4, 3, 3000, 1.5, 0.75),
                        null,
                        null);

        assertFlat(
                job,
                """
                {"id":"job1","title":"T","state":"SUCCEEDED","lane":"code","repository":"r","ref":"main",
                 "base":"b","branch":"codefleet/job1","commit":"c","delivery":"branch",
                 "subtasks":{"SUCCEEDED":2},"created_at":"2026-01-02T03:04:05Z",
                 "finished_at":"2026-01-02T03:04:07Z","makespan_ms":2000,"max_workers":4,"slots":3,
                 "work_ms":3000,"speedup":1.5,"efficiency":0.75}
                """,
                JobView.class);
    }

    @Test
    void aSubtask() throws JsonProcessingException {
        var subtask =
                new SubtaskView(
                        "a",
                        "A",
                        SubtaskState.READY,
                        List.of(),
                        3,
                        Lane.CODE,
                        new SubtaskView.Effort(new AgentId("programmer-1"), 1, 2, 3, 40, 5),
                        new SubtaskView.Times(2000, START, END, END),
                        null,
                        List.of(),
                        null);

        assertFlat(
                subtask,
                """
                {"key":"a","title":"A","state":"READY","depends_on":[],"priority":3,"lane":"code",
                 "programmer":"programmer-1","attempts":1,"iterations":2,"files_changed":3,"lines_added":40,
                 "lines_deleted":5,"duration_ms":2000,"started_at":"2026-01-02T03:04:05Z",
                 "finished_at":"2026-01-02T03:04:07Z","not_before":"2026-01-02T03:04:07Z","flags":[]}
                """,
                SubtaskView.class);
    }

    @Test
    void aMemberThatMustBeThereIsMissedInAPartAsWell() {
        var without = RECEIPT.replace("\"isolation\":\"none\",", "");

        assertThatThrownBy(() -> Json.mapper().readValue(without, Receipt.class))
                .isInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("isolation");
    }

    @Test
    void listsAndNumbersOfAPartMayBeMissing() throws JsonProcessingException {
        var without = RECEIPT.replace("\"files\":[],", "").replace("\"files_changed\":3,", "");

        assertThat(Json.mapper().readValue(without, Receipt.class).changes())
                .isEqualTo(new Receipt.Changes(0, 40, 5, List.of()));
    }

    private static void assertFlat(Object value, String json, Class<?> type)
            throws JsonProcessingException {
        assertThat(Json.mapper().readTree(Json.text(value)))
                .isEqualTo(Json.mapper().readTree(json));
        assertThat(Json.mapper().readValue(json, type)).isEqualTo(value);
    }
}
