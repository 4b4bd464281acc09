package dev.codefleet.manager.lifecycle;

import dev.codefleet.postgres.EmbeddedPostgres;
import dev.codefleet.registryclient.PeerEndpoints;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A manager with enrolment keys. */
@QuarkusTest
@WithTestResource(ProvenCallersTest.Surroundings.class)
class ProvenCallersTest extends CallersContract {
    @TestHTTPResource("/")
    URI url;

    @ConfigProperty(name = "test.enrolment", defaultValue = "none")
    String directory;

    @Inject PeerEndpoints endpoints;
    @Inject BeanManager beans;
    @Inject Router router;

    /** A database, a key of each kind, and no registry. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();

        @Override
        public Map<String, String> start() {
            try {
                var settings = new HashMap<>(CallersContract.settings());
                settings.put("quarkus.datasource.jdbc.url", postgres.createDatabase("callers"));
                settings.put("quarkus.datasource.username", postgres.user());
                settings.put("quarkus.datasource.password", postgres.password());
                settings.put(
                        "codefleet.manager.git-directory",
                        Files.createTempDirectory("codefleet-callers").toString());
                settings.put("codefleet.id", "manager-1");
                settings.put("codefleet.announce", "false");
                settings.put("codefleet.registries", "http://127.0.0.1:1");
                return settings;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            postgres.close();
        }
    }

    @Override
    protected Callee callee() {
        return new Callee(url, "manager/manager-1", "job1", directory, endpoints, beans, router);
    }
}
