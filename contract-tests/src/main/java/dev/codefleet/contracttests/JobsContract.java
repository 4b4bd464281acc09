package dev.codefleet.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.job.SubtaskView;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.support.Json;
import dev.codefleet.support.Sha256;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Contract tests of the API about jobs and repositories, as both gateways and managers have it: a
 * gateway passes on what managers answer. No programmer is there, so no job ends by itself.
 */
@Timeout(60)
public abstract class JobsContract {
    static final String JOBS = "/v1/jobs";
    static final String REPOSITORIES = "/v1/repositories/";
    private static final AtomicInteger KEYS = new AtomicInteger();

    private Given given;
    WireClient wire;

    /** What a suite cannot bring about over the wire. */
    public interface Given {
        URI address();

        /** A job on a repository that is at work and does not end. */
        JobId atWork() throws Exception;

        /**
         * A job on a repository that has ended. Its only subtask, {@code a}, has had one attempt,
         * which printed {@code a log} and a line break; if it has succeeded, it has changed a file.
         */
        JobId ended(JobState state) throws Exception;

        /** A whole repository, as {@code git bundle create FILE --all} makes it. */
        byte[] repository() throws Exception;
    }

    protected abstract Given given();

    @BeforeEach
    void connect() {
        given = given();
        wire = new WireClient(given.address());
    }

    @Test
    void aJobIsAcceptedWithItsAddressAndHowItStands() throws Exception {
        var answer = submit(job("Title"), null);

        assertThat(answer.status()).isEqualTo(202);
        var view = view(answer);
        assertThat(answer.header("location")).endsWith(JOBS + "/" + view.id());
        assertThat(answer.headers().firstValue("idempotent-replay")).isEmpty();
        assertThat(view.title()).isEqualTo("Title");
        assertThat(view.owner()).isNotNull();
        assertThat(names(answer.json()))
                .containsExactlyInAnyOrder(
                        "id",
                        "title",
                        "state",
                        "lane",
                        "owner",
                        "delivery",
                        "subtasks",
                        "slots",
                        "created_at",
                        "work_ms");
        assertThat(answer.json().get("lane").asText()).isEqualTo("code");
        assertThat(answer.json().get("delivery").asText()).isEqualTo("download");
    }

    @Test
    void theSameRequestWithTheSameKeyIsTheSameJob() throws Exception {
        var key = key();
        var first = view(submit(job("Title"), key));

        var again = submit(job("Title"), key);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.header("idempotent-replay")).isEqualTo("true");
        assertThat(again.header("location")).endsWith(JOBS + "/" + first.id());
        assertThat(view(again).id()).isEqualTo(first.id());
    }

    @Test
    void aKeyIsOfOneRequestOnly() throws Exception {
        var key = key();
        var first = view(submit(job("Title"), key));

        assertThat(submit(job("Other"), key).problem())
                .isEqualTo(ManagerProblems.keyReused(first.id()));
    }

    @Test
    void whatIsNoJobIsToldWhere() throws Exception {
        assertThat(submit("{", null).refusal(400, "MALFORMED_JSON").errors())
                .extracting(FieldError::line)
                .containsExactly(1);
        assertThat(
                        submit(job("Title").replace("title", "titel"), null)
                                .refusal(400, "INVALID_PLAN")
                                .errors())
                .extracting(FieldError::field)
                .contains("plan.title");
    }

    @Test
    void aRepositoryThatWasNotUploadedIsAskedFor() throws Exception {
        var sha256 = "b".repeat(64);
        var job = job("Title").replace("\"repository\":null", "\"repository\":\"bundle:b\"");

        assertThat(submit(job.replace("bundle:b", "bundle:" + sha256), null).problem())
                .isEqualTo(ManagerProblems.notUploaded(sha256));
    }

    @Test
    void aJobIsShownAloneAndInTheList() throws Exception {
        var job = view(submit(job("Title"), null)).id();

        assertThat(view(wire.call("GET", JOBS + "/" + job)).id()).isEqualTo(job);
        var list = wire.call("GET", JOBS + "?limit=1").json();
        assertThat(list.get("items")).hasSize(1);
        assertThat(list.get("items").get(0).get("id").asText()).isEqualTo(job.value());
        var subtasks = wire.call("GET", JOBS + "/" + job + "/subtasks").json();
        assertThat(names(subtasks)).containsExactly("items");
        assertThat(subtasks.get("items").get(0).get("key").asText()).isEqualTo("a");
        assertThat(wire.call("GET", JOBS + "/" + job + "/receipts").json().get("items")).isEmpty();
        assertThat(wire.call("GET", JOBS + "/" + job + "/attestations").json().get("items"))
                .isEmpty();
    }

    @Test
    void aListGoesOnBehindItsCursor() throws Exception {
        var older = view(submit(job("Title"), null)).id();
        var newer = view(submit(job("Title"), null)).id();

        var page = wire.call("GET", JOBS + "?limit=1").json();
        var next =
                wire.call("GET", JOBS + "?limit=1&cursor=" + page.get("next_cursor").asText())
                        .json();

        assertThat(page.get("items").get(0).get("id").asText()).isEqualTo(newer.value());
        assertThat(next.get("items").get(0).get("id").asText()).isEqualTo(older.value());
    }

    @Test
    void jobsThatAreNotThereAreMissing() throws Exception {
        var job = new JobId("nosuchjob");
        var path = JOBS + "/" + job;

        for (var read :
                List.of("", "/subtasks", "/receipts", "/attestations", "/events?follow=false")) {
            assertThat(wire.call("GET", path + read).problem())
                    .as(read)
                    .isEqualTo(ManagerProblems.missing(job));
        }
        assertThat(wire.call("POST", path + "/cancel").problem())
                .isEqualTo(ManagerProblems.missing(job));
        assertThat(wire.call("DELETE", path).problem()).isEqualTo(ManagerProblems.missing(job));
    }

    @Test
    void aJobIsCancelledHoweverOftenItIsAskedAndThenMayBeDeleted() throws Exception {
        var path = JOBS + "/" + view(submit(job("Title"), null)).id();
        assertThat(wire.call("DELETE", path).problem()).isEqualTo(ManagerProblems.notEnded());

        try (var events = wire.stream(path + "/events")) {
            assertThat(wire.call("POST", path + "/cancel").status()).isEqualTo(202);
            JobEvent last = null;
            long expected = 1;
            var event = Objects.requireNonNull(events.next());
            for (; !event.name().equals("end"); event = Objects.requireNonNull(events.next())) {
                last = Json.mapper().readValue(event.data(), JobEvent.class);
                assertThat(event.id()).isEqualTo(Long.toString(last.seq()));
                assertThat(last.seq()).as("without gaps").isEqualTo(expected++);
                assertThat(event.name()).isEqualTo(last.type().name().toLowerCase(Locale.ROOT));
                assertThat(last.body()).containsKey("what");
            }
            assertThat(Objects.requireNonNull(last).body())
                    .containsEntry("what", "job")
                    .containsEntry("state", "CANCELLED");
            assertThat(event.id()).isNull();
            assertThat(Json.mapper().readValue(event.data(), JobEvent.class).body())
                    .containsEntry("what", "end")
                    .containsEntry("complete", true)
                    .containsEntry("reason", "JOB_ENDED")
                    .containsEntry("last_event_id", Long.toString(last.seq()));
            assertThat(events.next()).as("after the end").isNull();
        }

        var again = wire.call("POST", path + "/cancel");
        assertThat(again.status()).isEqualTo(202);
        assertThat(view(again).state()).isEqualTo(JobState.CANCELLED);
        assertThat(wire.call("DELETE", path).status()).isEqualTo(204);
        wire.call("GET", path).refusal(404, "NOT_FOUND");
    }

    @Test
    void whoComesBackGetsTheEventsAfterTheLastOne() throws Exception {
        var path = JOBS + "/" + view(submit(job("Title"), null)).id();
        wire.call("POST", path + "/cancel");
        // Ends with the job.
        try (var all = wire.stream(path + "/events")) {
            while (all.next() != null) {
                // What is new is compared with what is kept.
            }
        }

        try (var rest = wire.stream(path + "/events?follow=false", "Last-Event-ID", "1")) {
            assertThat(Objects.requireNonNull(rest.next()).id()).isEqualTo("2");
        }
        wire.call("GET", path + "/events", "Last-Event-ID", "x").refusal(400, "INVALID_FIELDS");
    }

    @Test
    void aJobThatDoesNotGoOnIsResumedAndOneThatDoesGoesOn() throws Exception {
        var path = JOBS + "/" + view(submit(job("Title"), null)).id();
        assertThat(wire.json("POST", path + "/resume", "").status()).isEqualTo(202);
        wire.call("POST", path + "/cancel");
        try (var all = wire.stream(path + "/events")) {
            while (all.next() != null) {
                // Up to the end of the job.
            }
        }

        var resumed = wire.json("POST", path + "/resume", "");

        assertThat(resumed.status()).isEqualTo(202);
        assertThat(view(resumed).state()).isNotEqualTo(JobState.CANCELLED);
    }

    @Test
    void aRepositoryIsTakenOnce() throws Exception {
        var content = given.repository();
        var path = REPOSITORIES + sum(content);
        assertThat(wire.call("HEAD", path).status()).isEqualTo(404);

        assertThat(wire.bytes("PUT", path, content).status()).isEqualTo(201);

        assertThat(wire.bytes("PUT", path, content).status()).as("again").isEqualTo(200);
        assertThat(wire.call("HEAD", path).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotTheNamedRepositoryIsNotTaken() throws Exception {
        var content = "other".getBytes(StandardCharsets.UTF_8);

        assertThat(wire.bytes("PUT", REPOSITORIES + "a".repeat(64), content).problem())
                .isEqualTo(ProgrammerProblems.wrongChecksum(sum(content)));
    }

    @Test
    void aListMayBeOfOneState() throws Exception {
        var failed = given.ended(JobState.FAILED);
        submit(job("Title"), null);

        var list = wire.call("GET", JOBS + "?state=FAILED&limit=1000").json().get("items");

        assertThat(list.findValuesAsText("state")).containsOnly("FAILED");
        assertThat(list.findValuesAsText("id")).contains(failed.value());
        for (var wrong : List.of("state=DONE", "limit=0", "limit=1001", "cursor=-")) {
            assertThat(wire.call("GET", JOBS + "?" + wrong).refusal(400, "INVALID_FIELDS").errors())
                    .as(wrong)
                    .extracting(FieldError::field)
                    .containsExactly(wrong.substring(0, wrong.indexOf('=')));
        }
    }

    @Test
    void aJobThatHasEndedOtherwiseIsNotCancelled() throws Exception {
        for (var end : List.of(JobState.SUCCEEDED, JobState.FAILED)) {
            var path = JOBS + "/" + given.ended(end);

            assertThat(wire.call("POST", path + "/cancel").problem())
                    .isEqualTo(ManagerProblems.ended(end));
            assertThat(view(wire.call("GET", path)).state()).isEqualTo(end);
        }
    }

    @Test
    void aJobThatHasSucceededOrIsAtWorkGetsNoOtherPlan() throws Exception {
        var succeeded = JOBS + "/" + given.ended(JobState.SUCCEEDED) + "/resume";
        var atWork = JOBS + "/" + view(submit(job("Title"), null)).id() + "/resume";
        var plan = Json.mapper().readTree(job("Other")).get("plan");

        assertThat(wire.json("POST", succeeded, "").problem())
                .isEqualTo(ManagerProblems.succeeded());
        assertThat(wire.json("POST", atWork, "{\"plan\":" + plan + "}").problem())
                .isEqualTo(ManagerProblems.atWork());
        wire.json("POST", atWork, "{").refusal(400, "MALFORMED_JSON");
    }

    @Test
    void aResultIsAPatchAndABundle() throws Exception {
        var path = JOBS + "/" + given.ended(JobState.SUCCEEDED);

        for (var query : List.of("", "?partial=true")) {
            var patch = wire.call("GET", path + "/result.patch" + query);
            assertThat(patch.status()).isEqualTo(200);
            assertThat(patch.header("content-type")).startsWith("text/x-patch");
            assertThat(patch.text()).startsWith("diff --git ");
            var bundle = wire.call("GET", path + "/result.bundle" + query);
            assertThat(bundle.status()).isEqualTo(200);
            assertThat(bundle.header("content-type")).isEqualTo("application/x-git-bundle");
            assertThat(bundle.text()).startsWith("# v");
        }
    }

    @Test
    void whatHasNoResultSaysWhetherItMayHaveOne() throws Exception {
        var withoutFiles = JOBS + "/" + view(submit(job("Title"), null)).id();
        var atWork = JOBS + "/" + given.atWork();
        var failed = JOBS + "/" + given.ended(JobState.FAILED);

        for (var result : List.of("/result.patch", "/result.bundle")) {
            assertThat(wire.call("GET", withoutFiles + result).problem())
                    .isEqualTo(ManagerProblems.neverAResult());
            var state = view(wire.call("GET", atWork)).state();
            assertThat(wire.call("GET", atWork + result).problem())
                    .isEqualTo(ManagerProblems.noResultYet(state));
            assertThat(wire.call("GET", failed + result).problem())
                    .isEqualTo(ManagerProblems.partialResultOnly(JobState.FAILED));
            assertThat(wire.call("GET", failed + result + "?partial=true").problem())
                    .isEqualTo(ManagerProblems.noPartialResult());
        }
    }

    @Test
    void anAttemptHasALogAndAReceipt() throws Exception {
        var path = JOBS + "/" + given.ended(JobState.SUCCEEDED);
        var subtask = path + "/subtasks/a";

        for (var query : List.of("", "?attempt=1", "?follow=true")) {
            var log = wire.call("GET", subtask + "/log" + query);
            assertThat(log.status()).isEqualTo(200);
            assertThat(log.header("content-type")).startsWith("text/plain");
            assertThat(log.text()).isEqualTo("a log\n");
        }
        var whole = wire.call("GET", subtask + "/log.gz");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("content-type")).isEqualTo("application/gzip");
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(whole.body()))) {
            assertThat(unpacked).hasContent("a log\n");
        }
        var receipts = wire.call("GET", path + "/receipts").json().get("items");
        assertThat(receipts).hasSize(1);
        var receipt = Json.mapper().treeToValue(receipts.get(0), Receipt.class);
        assertThat(receipt.attempt().key()).isEqualTo("a");
        assertThat(receipt.state()).isEqualTo(AttemptState.SUCCEEDED);
        var kept = wire.call("GET", path + "/subtasks").json().get("items").get(0);
        var view = Json.mapper().treeToValue(kept, SubtaskView.class);
        assertThat(view.key()).isEqualTo("a");
        assertThat(view.state()).isEqualTo(SubtaskState.SUCCEEDED);
        assertThat(view.effort().attempts()).isEqualTo(1);
    }

    @Test
    void whatWasNeverTriedHasAnEmptyLog() throws Exception {
        var job = given.atWork();
        var path = JOBS + "/" + job + "/subtasks/";

        assertThat(wire.call("GET", path + "a/log").text()).isEmpty();
        assertThat(wire.call("GET", path + "a/log.gz").problem())
                .isEqualTo(ManagerProblems.noAttempt("a"));
        assertThat(wire.call("GET", path + "z/log").problem())
                .isEqualTo(ManagerProblems.noSubtask(job));
        wire.call("GET", path + "a/log?attempt=1").refusal(400, "INVALID_FIELDS");
        wire.call("GET", JOBS + "/nosuchjob/subtasks/a/log").refusal(404, "NOT_FOUND");
    }

    @Test
    void whatWasSaidSoFarEndsWithAWord() throws Exception {
        var path = JOBS + "/" + view(submit(job("Title"), null)).id();

        try (var events = wire.stream(path + "/events?follow=false")) {
            var end = events.await("end");

            assertThat(Json.mapper().readValue(end.data(), JobEvent.class).body())
                    .containsEntry("what", "end")
                    .containsEntry("complete", true)
                    .containsEntry("reason", "CAUGHT_UP");
            assertThat(events.next()).as("after the end").isNull();
        }
    }

    @Test
    void theDiskIsTold() throws Exception {
        var disk = wire.call("GET", "/v1/disk").json();

        assertThat(names(disk.get("tables").get(0)))
                .containsExactlyInAnyOrder("name", "bytes", "rows");
    }

    WireClient.Answer submit(String job, @Nullable String key) throws Exception {
        return key == null
                ? wire.json("POST", JOBS, job)
                : wire.json("POST", JOBS, job, "Idempotency-Key", key);
    }

    static JobView view(WireClient.Answer answer) throws Exception {
        assertThat(answer.status()).isIn(200, 202);
        return Json.mapper().treeToValue(answer.json(), JobView.class);
    }

    static String job(String title) {
        return "{\"repository\":null,\"plan\":{\"version\":1,\"title\":\""
                + title
                + "\",\"subtasks\":[{\"key\":\"a\",\"title\":\"A\",\"executor\":{\"kind\":\"none\"}}]}}";
    }

    static String key() {
        return "wire:" + KEYS.incrementAndGet();
    }

    static String sum(byte[] content) {
        return Sha256.hex(Sha256.digest().digest(content));
    }

    static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
