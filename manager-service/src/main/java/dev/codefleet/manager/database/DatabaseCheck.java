package dev.codefleet.manager.database;

import dev.codefleet.web.StartCheck;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.postgresql.Driver;

/** Refuses an address that can never lead to a database: waiting for it would be in vain. */
@Singleton
class DatabaseCheck {
    private final String url;

    DatabaseCheck(@ConfigProperty(name = "quarkus.datasource.jdbc.url") String url) {
        this.url = url;
    }

    void atStart(@Observes @Priority(StartCheck.FIRST) StartupEvent event) {
        check(url);
    }

    static void check(String url) {
        if (Driver.parseURL(url, new Properties()) == null) {
            // It may hold a password, so it is not shown.
            throw StartCheck.refusal(
                    DatabaseSettings.URL
                            + " is no address of a PostgreSQL database. Write"
                            + " postgres://user:password@host:5432/name, or"
                            + " jdbc:postgresql://host:5432/name.");
        }
    }
}
