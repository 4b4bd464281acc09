package dev.codefleet.programmer.lifecycle;

import dev.codefleet.programmer.attempt.Profiles;
import dev.codefleet.registryclient.PeerEndpoints;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.ext.web.Router;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A programmer with enrolment keys. */
@QuarkusTest
@TestProfile(ProvenCallersTest.WithKeys.class)
class ProvenCallersTest extends CallersContract {
    @TestHTTPResource("/")
    URI url;

    @ConfigProperty(name = "test.enrolment", defaultValue = "none")
    String directory;

    @Inject PeerEndpoints endpoints;
    @Inject BeanManager beans;
    @Inject Router router;

    /** An unconfined programmer that knows a key of each kind. */
    public static final class WithKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(new Profiles.Unconfined().getConfigOverrides());
            settings.putAll(CallersContract.settings());
            return settings;
        }
    }

    @Override
    protected Callee callee() {
        return new Callee(
                url, "programmer/programmer-test", "job1.a.1", directory, endpoints, beans, router);
    }
}
