package dev.codefleet.registry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.registryclient.AgentStatus;
import dev.codefleet.registryclient.Announcer;
import dev.codefleet.registryclient.view.Directory;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StartTest.WithAgent.class)
class StartTest {
    @Inject Agent agent;
    @Inject Announcer announcer;
    @Inject Directory directory;

    @Test
    void aServiceIsAnnouncedAsSoonAsItListens() throws Exception {
        assertThat(agent.asked.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(announcer).isNotNull();
        assertThat(directory.current().isStale()).isTrue();
    }

    /** A service with an agent, and registries that nobody runs. */
    public static class WithAgent implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("codefleet.registries", "http://127.0.0.1:1");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Agent.class);
        }
    }

    /** Tells when it is asked for its registration. */
    @Alternative
    @Singleton
    public static class Agent implements AgentStatus {
        private final Worker worker = new Worker("s-1", 1);
        private final CompletableFuture<Long> asked = new CompletableFuture<>();

        @Override
        public AgentId id() {
            return worker.id();
        }

        @Override
        public Registration registration() {
            asked.complete(worker.registration().incarnation());
            return worker.registration();
        }

        @Override
        public Status status() {
            return worker.status();
        }

        @Override
        public void superseded() {
            worker.superseded();
        }
    }
}
