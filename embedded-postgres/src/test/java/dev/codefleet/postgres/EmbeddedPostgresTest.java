package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class EmbeddedPostgresTest {

    private Path home = Path.of("");
    private EmbeddedPostgres postgres;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        home = Homes.below(directory);
        postgres = EmbeddedPostgres.open(home, Homes.options());
    }

    @AfterAll
    void close() {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes", "data_checksums"})
    void itIsDurable(String setting) throws SQLException {
        assertThat(Sql.query(postgres, "SHOW " + setting)).isEqualTo("on");
    }

    @Test
    void whatIsInTheDataDirectoryCannotMakeItLessDurable() throws SQLException {
        Sql.execute(postgres, "ALTER SYSTEM SET fsync = off");
        postgres.restart();
        assertThat(Sql.query(postgres, "SHOW fsync")).isEqualTo("on");
    }

    @Test
    void textIsUtf8AndSortedTheSameEverywhere() throws SQLException {
        assertThat(Sql.query(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
        assertThat(Sql.query(postgres, "SELECT max(s) FROM (VALUES ('a'), ('B'), ('é')) v(s)"))
                .isEqualTo("é");
    }

    @Test
    void committedRowsSurviveTheKillingOfTheServer() throws Exception {
        Sql.execute(postgres, "CREATE TABLE killed (n int)");
        Sql.execute(postgres, "INSERT INTO killed VALUES (42)");
        var exit = postgres.onExit();
        ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
        exit.get(10, TimeUnit.SECONDS);
        assertThat(postgres.isRunning()).isFalse();

        postgres.restart();

        assertThat(Sql.query(postgres, "SELECT n FROM killed")).isEqualTo("42");
    }

    @Test
    void rowsAndPasswordSurviveClosingAndOpening() throws SQLException {
        Sql.execute(postgres, "CREATE TABLE closed (n int)");
        Sql.execute(postgres, "INSERT INTO closed VALUES (7)");
        var password = postgres.password();
        postgres.close();

        postgres = EmbeddedPostgres.open(home, Homes.options());

        assertThat(Sql.query(postgres, "SELECT n FROM closed")).isEqualTo("7");
        assertThat(postgres.password()).isEqualTo(password);
    }

    @Test
    void anOpenSessionDoesNotHoldUpAStop() throws SQLException {
        try (var connection =
                DriverManager.getConnection(
                        postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            assertThat(connection.isValid(1)).isTrue();
            postgres.stop();
            assertThat(postgres.isRunning()).isFalse();
        } finally {
            postgres.restart();
        }
    }

    @Test
    void aSecondOwnerIsRefusedAndTheFirstGoesOn() throws SQLException {
        var me = Long.toString(ProcessHandle.current().pid());
        assertThatExceptionOfType(PostgresException.HomeInUse.class)
                .isThrownBy(() -> EmbeddedPostgres.open(home, Homes.options()))
                .withMessageContaining("process " + me);
        assertThat(Sql.query(postgres, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path other) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var options = PostgresOptions.onPort(taken.getLocalPort());
            assertThatExceptionOfType(PostgresException.PortTaken.class)
                    .isThrownBy(() ->
                            EmbeddedPostgres.open(
                                    other, options.withBinaries(Homes.options().binaries())))
                    .withMessageContaining("Port " + taken.getLocalPort())
                    .satisfies(e -> assertThat(e.port()).isEqualTo(taken.getLocalPort()));
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() ->
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guessed"))
                .withMessageContaining("password authentication failed");
    }

    @Test
    void onlyItsOwnerReadsThePassword() throws IOException {
        assertThat(Files.getPosixFilePermissions(home.resolve("password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(home.resolve("postgres.log")))
                .doesNotContain(postgres.password());
    }

    @Test
    void databasesAreMadeOnDemand() throws SQLException {
        var url = postgres.createDatabase("of_a_test");
        assertThat(Sql.query(postgres, url, "SELECT current_database()")).isEqualTo("of_a_test");
    }
}
