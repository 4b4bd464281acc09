package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.attempt.Source;
import dev.codefleet.contract.job.Delivery;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.plan.Executor;
import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.contract.plan.Limits;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.support.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of records are for readers of the code; on the wire and in rows their members are flat. */
class FlatPartsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant END = START.plusSeconds(2);

    private static final Limits LIMITS =
            new Limits(Duration.ofMinutes(1), 1, 3, null, new BigDecimal("0.10"), null);

    private static final String ORDER =
            """
            {"attempt":"job1.a.1","fence":7,"epoch":3,"manager":"manager-1","title":"T","goal":"G",
             "source":{"url":"r","ref":"main","origin":"b","base":"c","bundles":[]},
             "executor":{"kind":"command","run":"true"},"checks":["check"],"files":["*.md"],
             "limits":{"timeout":"PT1M","max_iterations":1,"max_attempts":3,"cost_usd":0.10},
             "feedback":"again","acknowledge":[]}
            """;

    private static final String RECEIPT =
            """
            {"attempt":"job1.a.1","state":"SUCCEEDED","programmer":"programmer-1","executor":"command",
             "isolation":"none","network":"not held","base":"b","commit":"c","iterations":2,"files_changed":3,"lines_added":40,
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
                                new AgentId("programmer-1"),
                                ExecutorKind.COMMAND,
                                "none",
                                "not held",
                                null,
                                null),
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
                        null,
                        new JobView.Ownership("anna", "web"));

        assertFlat(
                job,
                """
                {"id":"job1","title":"T","state":"SUCCEEDED","lane":"code","repository":"r","ref":"main",
                 "base":"b","branch":"codefleet/job1","commit":"c","delivery":"branch",
                 "subtasks":{"SUCCEEDED":2},"created_at":"2026-01-02T03:04:05Z",
                 "finished_at":"2026-01-02T03:04:07Z","makespan_ms":2000,"max_workers":4,"slots":3,
                 "work_ms":3000,"speedup":1.5,"efficiency":0.75,"submitted_by":"anna","project":"web"}
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
    void anOrder() throws JsonProcessingException {
        var order =
                new Order(
                        new AttemptId(new JobId("job1"), "a", 1),
                        new Order.Sender(7, 3, new AgentId("manager-1")),
                        new Order.Task(
                                "T",
                                "G",
                                new Executor.Command("true", null),
                                List.of("check"),
                                List.of("*.md"),
                                LIMITS),
                        new Source("r", "main", "b", "c", List.of()),
                        "again",
                        List.of());

        assertFlat(order, ORDER, Order.class);
    }

    @Test
    void anOrderWithoutWhatItNeedNotHave() throws JsonProcessingException {
        var order =
                new Order(
                        new AttemptId(new JobId("job1"), "a", 1),
                        new Order.Sender(0, 0, new AgentId("manager-1")),
                        new Order.Task(
                                "T",
                                null,
                                new Executor.None(),
                                List.of(),
                                List.of(),
                                new Limits(Duration.ofMinutes(1), 1, 3, null, null, null)),
                        null,
                        null,
                        List.of());
        var json =
                """
                {"attempt":"job1.a.1","manager":"manager-1","title":"T","executor":{"kind":"none"},
                 "limits":{"timeout":"PT1M","max_iterations":1,"max_attempts":3},"unknown":{"a":[1]}}
                """;

        assertThat(Json.mapper().readValue(json, Order.class)).isEqualTo(order);
        assertThat(Json.text(order)).doesNotContain("null", "goal", "source", "feedback");
    }

    @Test
    void aPlannedSubtask() throws JsonProcessingException {
        var subtask = planned(List.of("one"), List.of("two"), List.of("three"));

        assertFlat(
                subtask,
                """
                {"key":"a","title":"A","depends_on":["b"],"priority":3,"files":["*.md"],"checks":["check"],
                 "executor":{"kind":"none"},"limits":{"timeout":"PT1M","max_iterations":1,"max_attempts":3,
                 "cost_usd":0.10},"suggested_skills":["one"],"suggested_mcp_servers":["two"],
                 "suggested_subagents":["three"]}
                """,
                PlannedSubtask.class);
    }

    @Test
    void aPlannedSubtaskThatSuggestsNothing() throws JsonProcessingException {
        var subtask = planned(List.of(), List.of(), List.of());
        var json =
                """
                {"key":"a","title":"A","depends_on":["b"],"priority":3,"files":["*.md"],"checks":["check"],
                 "executor":{"kind":"none"},"limits":{"timeout":"PT1M","max_iterations":1,"max_attempts":3,
                 "cost_usd":0.10}%s}
                """;

        assertFlat(
                subtask,
                json.formatted(
                        ",\"suggested_skills\":[],\"suggested_mcp_servers\":[],\"suggested_subagents\":[]"),
                PlannedSubtask.class);
        assertThat(Json.mapper().readValue(json.formatted(""), PlannedSubtask.class))
                .isEqualTo(subtask);
        assertThat(
                        Json.mapper()
                                .readValue(
                                        json.formatted(",\"suggested_skills\":null"),
                                        PlannedSubtask.class))
                .isEqualTo(subtask);
    }

    @Test
    void aMemberOfTheFleet() throws JsonProcessingException {
        assertFlat(
                member("programmer", new FleetView.Load(null, 2, 1, List.of("job1.a.1"))),
                """
                {"kind":"programmer","id":"m","pid":42,"url":"http://m:80","state":"IDLE",
                 "liveness":"ALIVE","lanes":["code"],"slots":2,"free_slots":1,"attempts":["job1.a.1"],
                 "version":"1"}
                """,
                FleetView.Member.class);
        assertFlat(
                member("manager", new FleetView.Load(List.of("job1"), null, null, null)),
                """
                {"kind":"manager","id":"m","pid":42,"url":"http://m:80","state":"IDLE",
                 "liveness":"ALIVE","lanes":["code"],"jobs":["job1"],"version":"1"}
                """,
                FleetView.Member.class);
        assertFlat(
                member("gateway", FleetView.Load.NONE),
                """
                {"kind":"gateway","id":"m","pid":42,"url":"http://m:80","state":"IDLE",
                 "liveness":"ALIVE","lanes":["code"],"version":"1"}
                """,
                FleetView.Member.class);
    }

    @Test
    void membersOfPartsComeInTheirPlace() {
        assertThat(Json.text(member("manager", new FleetView.Load(List.of(), 2, 1, null))))
                .contains(
                        "\"lanes\":[\"code\"],\"jobs\":[],\"slots\":2,\"free_slots\":1,\"version\"");
        assertThat(Json.text(planned(List.of(), List.of(), List.of())))
                .endsWith(
                        "\"suggested_skills\":[],\"suggested_mcp_servers\":[],\"suggested_subagents\":[]}");
    }

    @Test
    void aMemberThatMustBeThereIsMissedInAnOrderAsWell() {
        for (var member : List.of("manager", "title", "executor", "limits")) {
            var without = ORDER.replace("\"" + member + "\":", "\"other\":");

            assertThatThrownBy(() -> Json.mapper().readValue(without, Order.class))
                    .as(member)
                    .isInstanceOf(MismatchedInputException.class)
                    .hasMessageContaining(member);
        }
    }

    @Test
    void aMemberThatMustBeThereIsMissedInAPartAsWell() {
        var without = RECEIPT.replace("\"isolation\":\"none\",", "");

        assertThatThrownBy(() -> Json.mapper().readValue(without, Receipt.class))
                .isInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("isolation");
    }

    @Test
    void faultsAreToldWithTheFieldsThatAreInTheText() {
        assertThat(fault("\"fence\":7", "\"fence\":\"much\"")).startsWith("fence: ");
        assertThat(fault("\"manager-1\"", "7.5")).startsWith("manager: ");
        assertThat(fault("\"manager-1\"", "\"no name\"")).startsWith("manager: ");
        assertThat(fault("\"title\":\"T\"", "\"title\":null")).startsWith("title: ");
        assertThat(fault("\"kind\":\"command\"", "\"kind\":\"x\"")).startsWith("executor: ");
        assertThat(fault("[\"check\"]", "[\"check\",{}]")).startsWith("checks[1]: ");
        assertThat(fault("PT1M", "soon")).startsWith("limits.timeout: ");
    }

    @Test
    void listsAndNumbersOfAPartMayBeMissing() throws JsonProcessingException {
        var without = RECEIPT.replace("\"files\":[],", "").replace("\"files_changed\":3,", "");

        assertThat(Json.mapper().readValue(without, Receipt.class).changes())
                .isEqualTo(new Receipt.Changes(0, 40, 5, List.of()));
    }

    private static String fault(String right, String wrong) {
        try {
            return "read: " + Json.mapper().readValue(ORDER.replace(right, wrong), Order.class);
        } catch (JsonProcessingException e) {
            return JsonProblems.of(e).detail();
        }
    }

    private static PlannedSubtask planned(
            List<String> skills, List<String> servers, List<String> subagents) {
        return new PlannedSubtask(
                "a",
                "A",
                null,
                List.of("b"),
                3,
                null,
                List.of("*.md"),
                List.of("check"),
                new Executor.None(),
                LIMITS,
                new PlannedSubtask.Suggestions(skills, servers, subagents));
    }

    private static FleetView.Member member(String kind, FleetView.Load load) {
        return new FleetView.Member(
                kind,
                "m",
                42L,
                "http://m:80",
                AgentState.IDLE,
                Liveness.ALIVE,
                null,
                List.of(Lane.CODE),
                load,
                "1",
                null);
    }

    private static void assertFlat(Object value, String json, Class<?> type)
            throws JsonProcessingException {
        assertThat(Json.mapper().readTree(Json.text(value)))
                .isEqualTo(Json.mapper().readTree(json));
        assertThat(Json.mapper().readValue(json, type)).isEqualTo(value);
    }
}
