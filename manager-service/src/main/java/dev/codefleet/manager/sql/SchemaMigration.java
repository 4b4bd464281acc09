package dev.codefleet.manager.sql;

import dev.codefleet.web.StartCheck;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables up to this version before anything uses them. A database that is away, or goes
 * away in the middle, is waited for: Flyway's own retries are only for the first connection, and a
 * manager that is started while its database restarts would end.
 */
@Singleton
class SchemaMigration {
    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 30;
    private static final Set<String> LOCKED_BY_OTHERS = Set.of("55P03", "40P01");

    void atStart(@Observes @Priority(1) StartupEvent event, Flyway flyway)
            throws InterruptedException {
        try {
            upgrade(flyway, PAUSE);
        } catch (FlywayException failure) {
            var line = line(failure);
            throw line == null ? failure : StartCheck.refusal(line);
        }
    }

    /**
     * What an operator can see to, in one line; null for everything else, which is a fault of the
     * tables or of ours.
     */
    static @Nullable String line(FlywayException failure) {
        var cause = sqlCause(failure);
        if (cause == null) {
            return null;
        }
        var state = cause.getSQLState();
        var isRefused = state != null && (state.startsWith("28") || state.startsWith("3D"));
        if (!isRefused && !mayPass(failure)) {
            return null;
        }
        var words = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return "The database cannot be used: "
                + words.replaceFirst("[.!\\s]+$", "")
                + ". Look at it, and at CODEFLEET_DATABASE_URL, CODEFLEET_DATABASE_USER and"
                + " CODEFLEET_DATABASE_PASSWORD; then start the manager again.";
    }

    /**
     * @throws FlywayException if the tables cannot be what they should, or the database stays away
     */
    static void upgrade(Flyway flyway, Duration pause) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException failure) {
                if (tries == MOST_TRIES || !mayPass(failure)) {
                    throw failure;
                }
                LOG.warnf("database is away or its tables are in use, waiting: tries=%d", tries);
                Thread.sleep(pause);
            }
        }
    }

    /**
     * A lost or refused connection, a server that is stopping, starting or full, or locks that
     * others have. A pool that has waited in vain gives no state.
     */
    private static boolean mayPass(Throwable failure) {
        var cause = sqlCause(failure);
        if (cause == null) {
            return false;
        }
        var state = cause.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || LOCKED_BY_OTHERS.contains(state);
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
