package dev.codefleet.manager.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.manager.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaMigrationTest {
    private static final Duration NO_TIME = Duration.ofMillis(1);

    private final TestDatabase database = TestDatabase.ofVersion("1");
    private final AtomicInteger connections = new AtomicInteger();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDatabaseThatGoesAwayIsWaitedFor() throws Exception {
        SchemaMigration.upgrade(flyway(7, "57P01"), NO_TIME);

        assertThat(database.single("SELECT count(*) FROM repository_upload")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"55P03", "40P01"})
    void tablesThatOthersHaveLockedAreWaitedFor(String state) throws Exception {
        SchemaMigration.upgrade(flyway(1, state), NO_TIME);

        assertThat(database.single("SELECT count(*) FROM repository_upload")).isEqualTo(0L);
    }

    /** All writers would stand behind the upgrade, as long as a backup takes. */
    @Test
    void anUpgradeDoesNotQueueBehindAReaderForLong() throws Exception {
        try (var backup = database.source().getConnection();
                var statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM event");
            assertThatThrownBy(database::upgrade)
                    .rootCause()
                    .hasFieldOrPropertyWithValue("SQLState", "55P03");
            backup.rollback();
        }
        database.upgrade();
    }

    @Test
    void whatIsWrongWithTheTablesIsNotTriedAgain() {
        var flyway = flyway(1, "42501");

        assertThatThrownBy(() -> SchemaMigration.upgrade(flyway, NO_TIME))
                .isInstanceOf(FlywayException.class);

        assertThat(connections).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08001", "57P03", "28P01", "3D000", "55P03"})
    void whatAnOperatorCanSeeToIsOneLineWithTheSettings(String state) {
        var failure = new FlywayException("x", new SQLException("it\nis so", state));

        assertThat(SchemaMigration.line(failure))
                .startsWith("The database cannot be used: it. ")
                .contains("CODEFLEET_DATABASE_URL", "CODEFLEET_DATABASE_PASSWORD")
                .hasLineCount(1);
    }

    @Test
    void whatIsWrongWithTheTablesKeepsItsTrace() {
        assertThat(SchemaMigration.line(new FlywayException("x", new SQLException("y", "42501"))))
                .isNull();
        assertThat(SchemaMigration.line(new FlywayException("x"))).isNull();
    }

    /** The first connections fail, with such a state. */
    private Flyway flyway(int failures, String state) {
        var source =
                (DataSource)
                        Proxy.newProxyInstance(
                                DataSource.class.getClassLoader(),
                                new Class<?>[] {DataSource.class},
                                (_, _, _) -> connection(failures, state));
        return Flyway.configure().dataSource(source).load();
    }

    private Connection connection(int failures, String state) throws SQLException {
        if (connections.incrementAndGet() <= failures) {
            throw new SQLException("terminating connection", state);
        }
        return database.source().getConnection();
    }
}
