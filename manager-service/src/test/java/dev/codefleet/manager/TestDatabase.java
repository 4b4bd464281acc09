package dev.codefleet.manager;

import dev.codefleet.postgres.EmbeddedPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** A migrated database of its own, on a real PostgreSQL that all tests of the JVM share. */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int MOST_CONNECTIONS = 10;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final AgroalDataSource source;

    private TestDatabase(AgroalDataSource source) {
        this.source = source;
    }

    /** Migrated once: a copy costs a tenth of a migration. */
    private static final class Server {
        private static final String TEMPLATE = "template_of_tests";
        private static final EmbeddedPostgres SHARED = EmbeddedPostgres.temporary();

        static {
            SHARED.createDatabase(TEMPLATE);
            try (var template = new TestDatabase(open(SHARED, SHARED.jdbcUrl(TEMPLATE)))) {
                template.migrate();
            }
        }

        static String copy() throws SQLException {
            var name = "test_" + COUNT.incrementAndGet();
            try (var connection =
                            DriverManager.getConnection(
                                    SHARED.jdbcUrl(), SHARED.user(), SHARED.password());
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
            }
            return SHARED.jdbcUrl(name);
        }
    }

    /** What the service sets for each of its connections. */
    private static final class Settings {
        static final String INITIAL_SQL;

        static {
            var settings = new Properties();
            try (var in = TestDatabase.class.getResourceAsStream("/application.properties")) {
                settings.load(in);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            INITIAL_SQL = settings.getProperty("quarkus.datasource.jdbc.new-connection-sql");
        }
    }

    public static TestDatabase fresh() {
        try {
            return new TestDatabase(open(Server.SHARED, Server.copy()));
        } catch (SQLException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    /** On a server that the test may stop. */
    public static TestDatabase fresh(EmbeddedPostgres server) {
        var database =
                new TestDatabase(
                        open(server, server.createDatabase("test_" + COUNT.incrementAndGet())));
        database.migrate();
        return database;
    }

    /** As a version of the service with these migrations has made it. */
    public static TestDatabase ofVersion(String version) {
        var name = "test_" + COUNT.incrementAndGet();
        var database = new TestDatabase(open(Server.SHARED, Server.SHARED.createDatabase(name)));
        Flyway.configure().dataSource(database.source).target(version).load().migrate();
        return database;
    }

    /** Makes it that of this version. */
    public void upgrade() {
        migrate();
    }

    private void migrate() {
        Flyway.configure().dataSource(source).load().migrate();
    }

    public DataSource source() {
        return source;
    }

    /** The only column of the only row. */
    public @Nullable Object single(String sql) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getObject(1);
        }
    }

    public void execute(String sql) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        source.close();
    }

    private static AgroalDataSource open(EmbeddedPostgres server, String url) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier()
                            .connectionPoolConfiguration(pool ->
                                    pool.maxSize(MOST_CONNECTIONS)
                                            .exceptionSorter(new PostgreSQLExceptionSorter())
                                            .acquisitionTimeout(LONGEST_WAIT)
                                            .connectionFactoryConfiguration(factory ->
                                                    factory.jdbcUrl(url)
                                                            .initialSql(Settings.INITIAL_SQL)
                                                            .principal(
                                                                    new NamePrincipal(
                                                                            server.user()))
                                                            .credential(
                                                                    new SimplePassword(
                                                                            server.password())))));
        } catch (SQLException unusable) {
            throw new IllegalStateException(unusable);
        }
    }
}
