package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentState;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.postgres.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A PostgreSQL of the test's own, which comes and goes while jobs run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseAwayIT {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_KILLS = Duration.ofMillis(700);
    private static final Duration REFUSAL = Duration.ofSeconds(30);

    private final EmbeddedPostgres database = EmbeddedPostgres.temporary();
    private final Fleet fleet =
            Fleet.start(
                    FleetSpec.usual().withManagers(2),
                    Map.of(
                            "CODEFLEET_DATABASE_URL", database.jdbcUrl(),
                            "CODEFLEET_DATABASE_USER", database.user(),
                            "CODEFLEET_DATABASE_PASSWORD", database.password()));
    private final Api api = fleet.api();

    @AfterAll
    void stop() {
        try (database;
                fleet) {
            assertThat(api.jobs()).allSatisfy(each -> assertThat(each.state().isFinal()).isTrue());
        }
    }

    @Test
    void jobsGoOnAfterTheDatabaseWasStoppedAndSubmissionsAreToldToComeBack() {
        var repository = Repository.create();
        var first = command("first", "sleep 3; echo 1 >1.txt");
        var second = command("second", "cat 1.txt >2.txt").after("first");
        var job = api.submit(job(repository, "Across a restart", first, second)).id();
        awaitRunning(job, "first");
        var later = job(null, "Later", none("a"));

        database.stop();
        assertToldToComeBack(api.post(later, "while-away"));
        assertThat(Eventually.holds(LONGER_THAN_A_LEASE, this::isNoManagerWorking)).isTrue();
        assertToldToComeBack(api.post(later, "while-away"));
        database.restart();

        assertSucceededOnce(job);
        assertThat(
                        Eventually.holds(
                                LONGER_THAN_A_LEASE,
                                () -> api.post(later, "while-away").statusCode() == 202))
                .isTrue();
        var accepted = Api.accepted(api.post(later, "while-away"));
        assertThat(api.end(accepted.id()).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(api.jobs()).filteredOn(each -> each.title().equals("Later")).hasSize(1);
    }

    @Test
    void aJobGoesOnWhileItsManagersConnectionsAreKilledAgainAndAgain() throws SQLException {
        var tasks = IntStream.range(0, 2_000).mapToObj(number -> chained(number)).toList();
        var job = api.submit(job(null, Task.plan("Cut off", tasks))).id();

        var end = Thread.startVirtualThread(() -> api.end(job));
        int kills = 0;
        while (!Eventually.holds(BETWEEN_KILLS, () -> !end.isAlive())) {
            kills += killConnections();
        }

        assertThat(kills).isPositive();
        assertSucceededAtOnce(job);
    }

    @Test
    void aJobGoesOnAfterTheDatabaseHasRefusedForHalfAMinute() throws SQLException {
        var repository = Repository.create();
        var slow = command("slow", "sleep 2; echo 1 >1.txt");
        var next = command("next", "cat 1.txt >2.txt").after("slow");
        var job = api.submit(job(repository, "Refused", slow, next)).id();
        awaitRunning(job, "slow");
        var until = System.nanoTime() + REFUSAL.toNanos();

        admit(false);
        killConnections();
        assertThat(Eventually.holds(LONGER_THAN_A_LEASE, this::isNoManagerWorking)).isTrue();
        assertThat(Eventually.holds(REFUSAL.plusSeconds(1), () -> System.nanoTime() - until > 0))
                .isTrue();
        assertToldToComeBack(api.post(job(null, "Refused, too", none("a")), "while-refused"));
        admit(true);

        assertSucceededAtOnce(job);
    }

    private static Task chained(int number) {
        var task = none("n" + number);
        return number < 4 ? task : task.after("n" + (number - 4));
    }

    private void awaitRunning(JobId job, String key) {
        api.await(
                job,
                event ->
                        key.equals(event.body().get("subtask"))
                                && "executor".equals(event.body().get("phase")));
    }

    private void assertSucceededAtOnce(JobId job) {
        assertSucceededOnce(job);
        assertThat(api.subtasks(job))
                .as("nothing was done twice")
                .allSatisfy(each -> assertThat(each.effort().attempts()).isEqualTo(1));
    }

    /** An attempt whose order was never sent, for nobody knew of its commit, may be made anew. */
    private void assertSucceededOnce(JobId job) {
        var ended = api.end(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        var subtasks = api.subtasks(job);
        assertThat(subtasks)
                .allSatisfy(each -> assertThat(each.state()).isEqualTo(SubtaskState.SUCCEEDED));
        assertThat(subtasks.getFirst().effort().attempts())
                .as("what ran was not given up")
                .isEqualTo(1);
        assertThat(api.receipts(job))
                .extracting(receipt -> receipt.attempt().key())
                .as("nothing was done twice")
                .doesNotHaveDuplicates()
                .hasSameSizeAs(subtasks);
    }

    private static void assertToldToComeBack(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After"))
                .hasValueSatisfying(wait -> assertThat(Integer.parseInt(wait)).isBetween(1, 60));
    }

    private boolean isNoManagerWorking() {
        return api.fleet().managers().stream().allMatch(each -> each.state() == AgentState.FAILED);
    }

    private void admit(boolean mayConnect) throws SQLException {
        run("ALTER DATABASE codefleet ALLOW_CONNECTIONS " + mayConnect);
    }

    /** How many there were. */
    private int killConnections() throws SQLException {
        return run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'codefleet'");
    }

    /** The number of rows that come back. */
    private int run(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                database.jdbcUrl("postgres"),
                                database.user(),
                                database.password());
                var statement = connection.createStatement()) {
            int rows = 0;
            if (statement.execute(sql)) {
                while (statement.getResultSet().next()) {
                    rows++;
                }
            }
            return rows;
        }
    }
}
