package dev.codefleet.manager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.SubtaskState;
import dev.codefleet.manager.TestDatabase;
import dev.codefleet.manager.TestJobs;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The database refuses what the state machines exclude, whatever a manager believes. */
class SchemaTest {
    private static TestDatabase database;

    private String job = "";

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void accept() throws SQLException {
        var accepted = TestJobs.job(TestJobs.subtask("a"), TestJobs.subtask("b", "a"));
        Stores.of(database.source()).jobs().accept(accepted, "manager-1", 1);
        job = accepted.id().value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state = 'FAILED', failure = '{}'               | final_job_has_end",
                "state = 'RUNNING', finished_at = now()         | final_job_has_end",
                "state = 'FAILED', finished_at = now()          | failed_job_has_reason",
                "state = 'CANCELLED', finished_at = now()       | failed_job_has_reason",
                "state = 'SUCCEEDED', finished_at = now(), repository = '/r' | succeeded_job_has_head",
                "state = 'DREAMING'                             | job_state_check",
                "max_workers = 0                                | job_max_workers_check",
                "idempotency_key = 'k', request_sha256 = null   | idempotent_job_has_request"
            })
    void anIllegalJobIsRefused(String change, String rule) {
        assertRefused("UPDATE job SET " + change + " WHERE id = '" + job + "'", rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state = 'RUNNING'                              | started_subtask_has_attempt",
                "state = 'SUCCEEDED'                            | started_subtask_has_attempt",
                "state = 'FAILED'                               | failed_subtask_has_reason",
                "state = 'SKIPPED'                              | failed_subtask_has_reason",
                "state = 'PENDING', not_before = now()          | only_ready_waits",
                "commit = 'abc'                                 | only_succeeded_has_commit",
                "state = 'DREAMING'                             | subtask_state_check",
                "key = 'b'                                      | subtask_job_key_key"
            })
    void anIllegalSubtaskIsRefused(String change, String rule) {
        assertRefused(
                "UPDATE subtask SET " + change + " WHERE ordinal = 0 AND job = '" + job + "'",
                rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state = 'LOST'                                 | final_attempt_has_end",
                "state = 'RUNNING', finished_at = now()         | final_attempt_has_end",
                "state = 'SUCCEEDED', finished_at = now()       | succeeded_attempt_has_receipt",
                "number = 0                                     | attempt_number_check",
                "state = 'DREAMING', finished_at = now()        | attempt_state_check"
            })
    void anIllegalAttemptIsRefused(String change, String rule) throws SQLException {
        insert("a", 1, "DISPATCHED", false);

        assertRefused("UPDATE attempt SET " + change + " WHERE job = '" + job + "'", rule);
    }

    @Test
    void aSubtaskHasOneAcceptedAttempt() throws SQLException {
        insert("a", 1, "SUCCEEDED", true);

        assertThatThrownBy(() -> insert("a", 2, "SUCCEEDED", true))
                .hasMessageContaining("one_accepted_attempt");
    }

    @Test
    void finalChecksMayRunAgain() throws SQLException {
        insert("final-checks", 1, "SUCCEEDED", true);
        insert("final-checks", 2, "SUCCEEDED", true);

        assertThat(database.single("SELECT count(*) FROM attempt WHERE job = '" + job + "'"))
                .isEqualTo(2L);
    }

    @Test
    void aSubtaskHasOneOpenAttempt() throws SQLException {
        insert("a", 1, "RUNNING", false);

        assertThatThrownBy(() -> insert("a", 2, "DISPATCHED", false))
                .hasMessageContaining("one_open_attempt");
    }

    /** What the code can say, the schema can hold. */
    @ParameterizedTest
    @EnumSource
    void everyStateOfAJobCanBeWritten(JobState state) throws SQLException {
        var end = state.isFinal() ? "now()" : "null";
        database.execute(
                "UPDATE job SET failure = '{}', finished_at = "
                        + end
                        + ", state = '"
                        + state
                        + "' WHERE id = '"
                        + job
                        + "'");

        assertThat(database.single("SELECT state FROM job WHERE id = '" + job + "'"))
                .isEqualTo(state.name());
    }

    @ParameterizedTest
    @EnumSource
    void everyStateOfASubtaskCanBeWritten(SubtaskState state) throws SQLException {
        database.execute(
                "UPDATE subtask SET attempts = 1, failure = '{}', state = '"
                        + state
                        + "' WHERE ordinal = 0 AND job = '"
                        + job
                        + "'");

        assertThat(
                        database.single(
                                "SELECT state FROM subtask WHERE ordinal = 0 AND job = '"
                                        + job
                                        + "'"))
                .isEqualTo(state.name());
    }

    @ParameterizedTest
    @EnumSource
    void everyStateOfAnAttemptCanBeWritten(AttemptState state) throws SQLException {
        boolean isOpen = state == AttemptState.DISPATCHED || state == AttemptState.RUNNING;
        insert("a", 1, state.name(), !isOpen);

        assertThat(database.single("SELECT state FROM attempt WHERE job = '" + job + "'"))
                .isEqualTo(state.name());
    }

    private void insert(String key, int number, String state, boolean hasEnded)
            throws SQLException {
        database.execute(
                """
                INSERT INTO attempt (job, key, number, programmer, fence, state, dispatched_at, finished_at, receipt)
                VALUES ('%s', '%s', %d, 'programmer-1', 1, '%s', now(), %s, %s)\
                """
                        .formatted(
                                job,
                                key,
                                number,
                                state,
                                hasEnded ? "now()" : "null",
                                hasEnded ? "'{}'" : "null"));
    }

    private static void assertRefused(String sql, String rule) {
        assertThatThrownBy(() -> database.execute(sql))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(rule);
    }
}
