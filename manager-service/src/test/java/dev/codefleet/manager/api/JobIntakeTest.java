package dev.codefleet.manager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.job.Caller;
import dev.codefleet.contract.job.Demand;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.contract.problem.FieldError;
import dev.codefleet.contracttests.ManagerProblems;
import dev.codefleet.manager.LogLines;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import dev.codefleet.manager.job.JobHolder;
import dev.codefleet.manager.job.NewJob;
import dev.codefleet.manager.job.Stores;
import dev.codefleet.manager.retention.RetentionStores;
import dev.codefleet.manager.upload.UploadStores;
import dev.codefleet.web.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs on repositories that were uploaded, or not. */
class JobIntakeTest {
    private static final String SHA256 = "ab".repeat(32);
    private static final byte[] JOB =
            """
            {"repository": "bundle:%s",
             "plan": "title: T\\nsubtasks: [{key: a, executor: {kind: none}}]\\n"}\
            """
                    .formatted(SHA256)
                    .getBytes(StandardCharsets.UTF_8);

    private static final byte[] WITHOUT_FILES =
            "{\"repository\": null, \"plan\": \"title: T\\nsubtasks: [{key: a, executor: {kind: none}}]\\n\"}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final Caller ANNA = Caller.valueOf("anna submitter web,api");
    private static final Caller COLLEAGUE = Caller.valueOf("otto submitter api,web");
    private static final Caller STRANGER = Caller.valueOf("eve submitter games");
    private static final Caller EVERYWHERE = Caller.valueOf("hugo submitter");
    private static final Caller OPERATOR = Caller.valueOf("root operator");

    private final TestDatabase database = TestDatabase.fresh();
    private final Stores stores = Stores.of(database.source());
    private final Taking active = new Taking();
    private final JobIntake submission =
            new JobIntake(
                    active,
                    stores.jobs(),
                    new JobLookup(stores.views(), stores.jobs(), active),
                    UploadStores.of(database.source(), () -> TestJobs.NOW),
                    () -> "job1",
                    () -> TestJobs.NOW,
                    (_, repository, _) ->
                            repository.startsWith("/gone")
                                    ? Optional.of("There is nothing at " + repository + ".")
                                    : Optional.empty());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aJobOnAnUnknownUploadIsRefusedWithTheWayOut() throws SQLException {
        var problem =
                catchThrowableOfType(
                                ProblemException.class, () -> submission.submit(JOB, null, null))
                        .problem();

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("REPOSITORY_NOT_UPLOADED");
        assertThat(problem.errors()).extracting(FieldError::field).containsExactly("repository");
        assertThat(problem.detail()).contains("PUT /v1/repositories/" + SHA256);
        assertThat(database.single("SELECT count(*) FROM job")).isEqualTo(0L);
    }

    @Test
    void aJobOnAnUploadIsAcceptedAndTheUploadCountsAsUsed() throws SQLException {
        database.execute(
                "INSERT INTO repository_upload VALUES ('" + SHA256 + "', 1, '2020-01-01 00:00Z')");

        assertThat(submission.submit(JOB, null, null).view().state()).isEqualTo(JobState.QUEUED);

        assertThat(database.single("SELECT used_at > '2025-01-01 00:00Z' FROM repository_upload"))
                .isEqualTo(true);
    }

    @Test
    void aRepeatIsAnsweredWithItsJobAlsoWhenTheUploadIsGone() throws SQLException {
        database.execute(
                "INSERT INTO repository_upload VALUES ('" + SHA256 + "', 1, '2020-01-01 00:00Z')");
        var first = submission.submit(JOB, "key", null);
        database.execute("DELETE FROM repository_upload");

        var repeat = submission.submit(JOB, "key", null);

        assertThat(repeat.isReplay()).isTrue();
        assertThat(repeat.view().id()).isEqualTo(first.view().id());
    }

    @Test
    void whoHasTooManyJobsIsToldSoAndNobodyElseIs() throws SQLException {
        var accepted = submission.submit(WITHOUT_FILES, "first", ANNA);
        active.full = "anna";

        var problem =
                catchThrowableOfType(
                                ProblemException.class,
                                () -> submission.submit(WITHOUT_FILES, "second", ANNA))
                        .problem();

        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.code()).isEqualTo("TOO_MANY_JOBS");
        assertThat(problem.detail()).contains("'anna'", "CODEFLEET_MANAGER_MAX_JOBS_PER_CALLER");
        assertThat(submission.submit(WITHOUT_FILES, "first", ANNA).view().id())
                .as("a repeat asks for nothing more")
                .isEqualTo(accepted.view().id());
        assertThat(database.single("SELECT count(*) FROM job")).isEqualTo(1L);
    }

    @Test
    void aJobOnARepositoryThatCannotBeUsedIsRefusedInPlainWords() throws SQLException {
        var body = new String(JOB, StandardCharsets.UTF_8).replace("bundle:" + SHA256, "/gone");

        var problem =
                catchThrowableOfType(
                                ProblemException.class,
                                () ->
                                        submission.submit(
                                                body.getBytes(StandardCharsets.UTF_8), null, null))
                        .problem();

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("REPOSITORY_UNUSABLE");
        assertThat(problem.detail()).isEqualTo("There is nothing at /gone.");
        assertThat(problem.errors()).extracting(FieldError::field).containsExactly("repository");
        assertThat(database.single("SELECT count(*) FROM job")).isEqualTo(0L);
    }

    @Test
    void credentialsOfAnAddressStayInTheRowAndAreShownNowhere() throws SQLException {
        var address = "https://ada:s3cret@example.org/app.git";
        var body = new String(JOB, StandardCharsets.UTF_8).replace("bundle:" + SHA256, address);

        var view = submission.submit(body.getBytes(StandardCharsets.UTF_8), null, null).view();

        assertThat(view.files().repository()).isEqualTo("https://***@example.org/app.git");
        assertThat(stores.views().job(view.id()).orElseThrow().files().repository())
                .isEqualTo("https://***@example.org/app.git");
        assertThat(stores.views().jobs(null, null, 10, null).toString()).doesNotContain("s3cret");
        assertThat(stores.stored().load(view.id()).orElseThrow().files().repository())
                .isEqualTo(address);
    }

    /** Holds what it is given and does nothing with it. */
    @Test
    void theSameRequestWithOtherWhiteSpaceIsTheSameRequest() throws SQLException {
        var compact =
                "{\"plan\":{\"version\":1,\"title\":\"T\",\"subtasks\":[%s]},\"repository\":null}";
        var subtask = "{\"key\":\"a\",\"executor\":{\"kind\":\"none\"}}";
        var request = compact.formatted(subtask);
        var spaced = "\n " + request.replace(",", " ,\n\t").replace(":", " : ") + "\r\n";

        var first = submission.submit(request.getBytes(StandardCharsets.UTF_8), "key-1", null);
        var second = submission.submit(spaced.getBytes(StandardCharsets.UTF_8), "key-1", null);

        assertThat(first.isReplay()).isFalse();
        assertThat(second.isReplay()).isTrue();
        assertThat(second.view().id()).isEqualTo(first.view().id());
        var other = request.replace("\"T\"", "\"T \"").getBytes(StandardCharsets.UTF_8);
        var refusal =
                catchThrowableOfType(
                        ProblemException.class, () -> submission.submit(other, "key-1", null));
        assertThat(refusal.problem().code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aRequestThatAnOlderManagerAcceptedIsStillTheSame() throws Exception {
        var spaced =
                "{ \"repository\" : null, \"plan\": {\"version\": 1, \"title\": \"T\", \"subtasks\":"
                        + " [{\"key\": \"a\", \"executor\": {\"kind\": \"none\"}}]}}";
        var body = spaced.getBytes(StandardCharsets.UTF_8);
        submission.submit(body, "key-1", null);
        var ofBytes = HexFormat.of().formatHex(RequestDigest.ofBytes(body));
        database.execute("UPDATE job SET request_sha256 = '\\x" + ofBytes + "'");

        assertThat(submission.submit(body, "key-1", null).isReplay()).isTrue();
    }

    @Test
    void anAcceptedJobIsALineWithItsFields() throws SQLException {
        database.execute(
                "INSERT INTO repository_upload VALUES ('" + SHA256 + "', 1, '2020-01-01 00:00Z')");
        try (var log = LogLines.of(JobIntake.class.getName())) {
            submission.submit(JOB, "key", null);
            submission.submit(JOB, "key", null);

            assertThat(log.lines("job accepted: "))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.fields())
                                    .containsEntry("job", "job1")
                                    .containsEntry("agent", "manager-1")
                                    .containsEntry("fence", "1")
                                    .containsEntry("by", "nobody"));
        }
    }

    @Test
    void aCancelledJobIsALineThatSaysWhoAsked() throws SQLException {
        database.execute(
                "INSERT INTO repository_upload VALUES ('" + SHA256 + "', 1, '2020-01-01 00:00Z')");
        submission.submit(JOB, null, null);
        var resource =
                new JobResource(
                        submission,
                        active,
                        stores.views(),
                        new JobLookup(stores.views(), stores.jobs(), active),
                        stores.attestations(),
                        stores.resumes(),
                        RetentionStores.of(database.source()),
                        () -> TestJobs.NOW);
        try (var log = LogLines.of(JobResource.class.getName())) {
            resource.cancel("job1", "192.0.2.7, 192.0.2.8", null, requestFrom("192.0.2.9"));
            resource.cancel("job1", null, null, requestFrom("192.0.2.9"));
            resource.cancel("job1", "job=forged", OPERATOR, requestFrom("192.0.2.9"));

            assertThat(log.lines("job cancel requested: "))
                    .extracting(LogLines.Line::text)
                    .containsExactly(
                            "job cancel requested: job=job1 state=QUEUED by=192.0.2.7, 192.0.2.8",
                            "job cancel requested: job=job1 state=QUEUED by=192.0.2.9",
                            "job cancel requested: job=job1 state=QUEUED by=root@192.0.2.9");
            assertThat(log.lines("job cancel requested: ").getLast().fields())
                    .containsEntry("job", "job1")
                    .containsEntry("by", "root@192.0.2.9");
        }
    }

    @Test
    void aResumedAndADeletedJobAreLinesThatSayWhoAsked() throws SQLException {
        database.execute(
                "INSERT INTO repository_upload VALUES ('" + SHA256 + "', 1, '2020-01-01 00:00Z')");
        submission.submit(JOB, null, null);
        var resource =
                new JobResource(
                        submission,
                        active,
                        stores.views(),
                        new JobLookup(stores.views(), stores.jobs(), active),
                        stores.attestations(),
                        stores.resumes(),
                        RetentionStores.of(database.source()),
                        () -> TestJobs.NOW);
        try (var log = LogLines.of(JobResource.class.getName())) {
            fail("job1");
            resource.resume("job1", null, null, OPERATOR, requestFrom("192.0.2.9"));
            fail("job1");
            resource.delete("job1", "192.0.2.7", null, requestFrom("192.0.2.9"));

            assertThat(log.lines("job resumed: ").getLast().fields())
                    .containsEntry("job", "job1")
                    .containsEntry("by", "root@192.0.2.9");
            assertThat(log.lines("job deleted on request: ").getLast().fields())
                    .containsEntry("job", "job1")
                    .containsEntry("by", "192.0.2.7");
        }
    }

    private void fail(String job) throws SQLException {
        database.execute(
                ("UPDATE job SET state = 'FAILED', owner = 'manager-1', failure = '{\"reason\":\"TIMEOUT\",\"detail\":\"\"}',"
                                + " finished_at = '%s' WHERE id = '%s'")
                        .formatted(TestJobs.NOW, job));
    }

    @Test
    void aJobIsOfTheKeyThatSubmittedItAndOfItsFirstProject() throws SQLException {
        var view = submission.submit(WITHOUT_FILES, null, ANNA).view();

        assertThat(view.ownership()).isEqualTo(new JobView.Ownership("anna", "web"));
        assertThat(stores.views().job(view.id()).orElseThrow().ownership())
                .isEqualTo(view.ownership());
        assertThat(JobView.Ownership.of(OPERATOR)).isEqualTo(new JobView.Ownership("root", null));
        assertThat(JobView.Ownership.of(null)).isEqualTo(JobView.Ownership.NONE);
    }

    @Test
    void whoMayNotKnowOfAJobIsToldThatThereIsNone() throws SQLException {
        submission.submit(WITHOUT_FILES, null, ANNA);
        var known = new JobLookup(stores.views(), stores.jobs(), active);
        var resource = resource(known);

        for (var caller : new @Nullable Caller[] {null, ANNA, OPERATOR, COLLEAGUE}) {
            assertThat(known.existing("job1", caller)).isEqualTo(new JobId("job1"));
            assertThat(known.view("job1", caller).id()).isEqualTo(new JobId("job1"));
            assertThat(resource.list(null, 10, null, caller).items()).hasSize(1);
        }
        assertThat(statusOf(() -> known.existing("job1", STRANGER))).isEqualTo(404);
        assertThat(statusOf(() -> known.view("job1", STRANGER))).isEqualTo(404);
        assertThat(statusOf(() -> known.controlled("job1", STRANGER))).isEqualTo(404);
        assertThat(resource.list(null, 10, null, STRANGER).items()).isEmpty();
    }

    @Test
    void anIdempotencyKeyTellsNobodyOfAJobThatHeMayNotKnowOf() throws SQLException {
        submission.submit(WITHOUT_FILES, "key", ANNA);
        var other =
                new String(WITHOUT_FILES, StandardCharsets.UTF_8)
                        .replaceFirst("\\{", "{\"lane\":\"docs\",");

        for (var body : new byte[][] {WITHOUT_FILES, other.getBytes(StandardCharsets.UTF_8)}) {
            var problem =
                    catchThrowableOfType(
                                    ProblemException.class,
                                    () -> submission.submit(body, "key", STRANGER))
                            .problem();
            assertThat(problem.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
            assertThat(problem.detail()).doesNotContain("job1");
        }
        assertThat(submission.submit(WITHOUT_FILES, "key", COLLEAGUE).isReplay()).isTrue();
    }

    @Test
    void onlyItsKeyAndOperatorsMayChangeAJob() throws SQLException {
        submission.submit(WITHOUT_FILES, null, ANNA);
        var resource = resource(new JobLookup(stores.views(), stores.jobs(), active));
        var request = requestFrom("192.0.2.9");

        for (ThrowingCallable change :
                new ThrowingCallable[] {
                    () -> resource.cancel("job1", null, COLLEAGUE, request),
                    () -> resource.resume("job1", null, null, COLLEAGUE, requestFrom("192.0.2.9")),
                    () -> resource.delete("job1", null, COLLEAGUE, requestFrom("192.0.2.9"))
                }) {
            var problem = catchThrowableOfType(ProblemException.class, change).problem();
            assertThat(problem.status()).isEqualTo(403);
            assertThat(problem.code()).isEqualTo("NOT_YOUR_JOB");
            assertThat(problem.detail()).contains("'anna'");
        }
        assertThat(resource.cancel("job1", null, ANNA, request).getStatus()).isEqualTo(202);
        assertThat(resource.cancel("job1", null, OPERATOR, request).getStatus()).isEqualTo(202);
    }

    @Test
    void aJobOfNobodyIsForOperatorsToChange() throws SQLException {
        submission.submit(WITHOUT_FILES, null, null);
        var known = new JobLookup(stores.views(), stores.jobs(), active);

        assertThat(statusOf(() -> known.existing("job1", ANNA))).isEqualTo(404);
        assertThat(statusOf(() -> known.controlled("job1", EVERYWHERE))).isEqualTo(403);
        assertThat(known.controlled("job1", OPERATOR)).isEqualTo(new JobId("job1"));
    }

    private JobResource resource(JobLookup known) {
        return new JobResource(
                submission,
                active,
                stores.views(),
                known,
                stores.attestations(),
                stores.resumes(),
                RetentionStores.of(database.source()),
                () -> TestJobs.NOW);
    }

    private static int statusOf(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem().status();
    }

    @Test
    void withoutALeaseNoJobIsAccepted() {
        active.fence = Optional.empty();
        var job =
                "{\"repository\": null, \"plan\": \"title: T\\nsubtasks: [{key: a, executor: {kind: none}}]\\n\"}"
                        .getBytes(StandardCharsets.UTF_8);

        var refusal =
                catchThrowableOfType(
                        ProblemException.class, () -> submission.submit(job, null, null));

        assertThat(refusal.problem()).isEqualTo(ManagerProblems.noLease());
    }

    private static HttpServerRequest requestFrom(String address) {
        return (HttpServerRequest)
                Proxy.newProxyInstance(
                        HttpServerRequest.class.getClassLoader(),
                        new Class<?>[] {HttpServerRequest.class},
                        (_, _, _) -> SocketAddress.inetSocketAddress(1, address));
    }

    private static final class Taking implements JobHolder {
        private Optional<Long> fence = Optional.of(1L);
        private String full = "";

        @Override
        public String manager() {
            return "manager-1";
        }

        @Override
        public Optional<Long> fence() {
            return fence;
        }

        @Override
        public boolean isFullFor(String key) {
            return key.equals(full);
        }

        @Override
        public Optional<Long> leaseFence() {
            return fence();
        }

        @Override
        public void begin(NewJob job, long fence) {}

        @Override
        public void unanswered(JobId job, long fence) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void takeUp() {}

        @Override
        public CompletionStage<Boolean> cancel(JobId job) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public CompletionStage<Demand> demand() {
            throw new UnsupportedOperationException();
        }
    }
}
