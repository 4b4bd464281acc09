package dev.codefleet.registry.agent;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check. A registry is ready from the start: a warming one takes beats, it only
 * accuses nobody yet.
 */
@Readiness
@ApplicationScoped
class ReadyCheck implements HealthCheck {
    private final AgentRegistry registry;

    ReadyCheck(AgentRegistry registry) {
        this.registry = registry;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("registry")
                .up()
                .withData("warming", registry.isWarming())
                .build();
    }
}
