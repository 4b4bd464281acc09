package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.contract.plan.PlannedSubtask;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobStoreTest {
    private static TestDatabase database;
    private static Stores stores;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        stores = Stores.of(database.source());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void anAcceptedJobIsThereWithItsSubtasks() throws SQLException {
        var job = TestJobs.job(TestJobs.subtask("a"), TestJobs.subtask("b", "a"));

        assertThat(accept(job)).isInstanceOf(JobStore.Acceptance.Accepted.class);

        assertThat(stores.jobs().owner(job.id())).contains("manager-1");
        var stored = stores.stored().load(job.id()).orElseThrow();
        assertThat(stored.fence()).isEqualTo(3);
        assertThat(stored.subtasks())
                .extracting(StoredJob.StoredSubtask::spec)
                .isEqualTo(job.plan().subtasks());
        assertThat(stored.subtasks())
                .extracting(StoredJob.StoredSubtask::state)
                .containsExactly(SubtaskState.READY, SubtaskState.PENDING);
    }

    @Test
    void theSameRequestIsTheSameJob() throws SQLException {
        var first = withKey("same", new byte[] {1});
        accept(first);

        assertThat(accept(withKey("same", new byte[] {1})))
                .isEqualTo(new JobStore.Acceptance.Replayed(first.id()));
        assertThat(jobsWithKey("same")).isEqualTo(1);
    }

    @Test
    void aKeyDoesNotServeTwoRequests() throws SQLException {
        var first = withKey("reused", new byte[] {1});
        accept(first);

        assertThat(accept(withKey("reused", new byte[] {2})))
                .isEqualTo(new JobStore.Acceptance.KeyReused(first.id()));
        assertThat(jobsWithKey("reused")).isEqualTo(1);
    }

    @Test
    void withoutAKeyTheSameRequestIsTwoJobs() throws SQLException {
        assertThat(accept(TestJobs.job(TestJobs.subtask("a"))))
                .isInstanceOf(JobStore.Acceptance.Accepted.class);
        assertThat(accept(TestJobs.job(TestJobs.subtask("a"))))
                .isInstanceOf(JobStore.Acceptance.Accepted.class);
    }

    @Test
    void duplicatesAtTheSameTimeMakeOneJob() throws Exception {
        int clients = 8;
        for (int round = 0; round < 10; round++) {
            var key = "race" + round;
            var start = new CyclicBarrier(clients);
            var calls = new ArrayList<Callable<JobStore.Acceptance>>();
            for (int client = 0; client < clients; client++) {
                var job = withKey(key, new byte[] {1});
                calls.add(() -> {
                    start.await();
                    return accept(job);
                });
            }
            var answers = new ArrayList<JobStore.Acceptance>();
            try (var threads = Executors.newFixedThreadPool(clients)) {
                for (var call : threads.invokeAll(calls)) {
                    answers.add(call.get());
                }
            }

            var id =
                    new JobId(
                            String.valueOf(
                                    database.single(
                                            "SELECT id FROM job WHERE idempotency_key = '"
                                                    + key
                                                    + "'")));
            assertThat(answers)
                    .filteredOn(JobStore.Acceptance.Accepted.class::isInstance)
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(new JobStore.Acceptance.Replayed(id)::equals)
                    .hasSize(clients - 1);
            assertThat(database.single("SELECT count(*) FROM subtask WHERE job = '" + id + "'"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void aJobThatCannotBeWrittenWholeIsNotWrittenAtAll() throws SQLException {
        var job = TestJobs.job(TestJobs.subtask("a"), TestJobs.subtask("a"));

        assertThatThrownBy(() -> accept(job)).isInstanceOf(SQLException.class);

        assertThat(stores.jobs().owner(job.id())).isEmpty();
    }

    @Test
    void aPlanOfTenThousandSubtasksIsAccepted() throws SQLException {
        int size = 10_000;
        var plan =
                IntStream.range(0, size)
                        .mapToObj(number ->
                                number == 0
                                        ? TestJobs.subtask("s0")
                                        : TestJobs.subtask("s" + number, "s" + (number - 1)))
                        .toList();
        var job = TestJobs.job(TestJobs.id(), plan);

        accept(job);

        assertThat(stores.views().job(job.id()).orElseThrow().subtasks())
                .isEqualTo(Map.of(SubtaskState.READY, 1, SubtaskState.PENDING, size - 1));
        assertThat(stores.stored().load(job.id()).orElseThrow().subtasks().getLast().spec())
                .isEqualTo(plan.getLast());
    }

    @Test
    void textsThatPostgresCannotHoldDoNotRefuseAJob() throws SQLException {
        var plain = TestJobs.subtask("a");
        var nasty =
                new PlannedSubtask(
                        plain.key(),
                        "A \0 title",
                        "A \0 goal",
                        plain.dependsOn(),
                        3,
                        null,
                        List.of(),
                        List.of(),
                        plain.executor(),
                        plain.limits(),
                        PlannedSubtask.Suggestions.NONE);
        var job = TestJobs.job(nasty);

        accept(job);

        assertThat(stores.views().subtasks(job.id(), -1, 1).getFirst().title())
                .isEqualTo("A \ufffd title");
    }

    @Test
    void whatIsNotThereIsEmpty() throws SQLException {
        var nobody = new JobId("nobody");

        assertThat(stores.jobs().owner(nobody)).isEmpty();
        assertThat(stores.stored().load(nobody)).isEmpty();
        assertThat(stores.views().job(nobody)).isEmpty();
        assertThat(stores.views().attempts(nobody, "a")).isEmpty();
        assertThat(stores.jobs().accepted(nobody)).isEmpty();
    }

    private static JobStore.Acceptance accept(NewJob job) throws SQLException {
        return stores.jobs().accept(job, "manager-1", 3);
    }

    private static NewJob withKey(String key, byte[] sha256) {
        var job = TestJobs.job(TestJobs.id(), List.of(TestJobs.subtask("a")), null, key);
        return new NewJob(
                job.id(),
                job.plan(),
                null,
                null,
                job.lane(),
                null,
                job.delivery(),
                key,
                sha256,
                job.createdAt());
    }

    private static long jobsWithKey(String key) throws SQLException {
        var count =
                database.single("SELECT count(*) FROM job WHERE idempotency_key = '" + key + "'");
        return (long) Objects.requireNonNull(count);
    }
}
