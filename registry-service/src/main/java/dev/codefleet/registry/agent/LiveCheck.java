package dev.codefleet.registry.agent;

import dev.codefleet.web.BuildInfo;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * The liveness check, which also tells the version: a registry is registered nowhere that could
 * tell it.
 */
@Liveness
@ApplicationScoped
class LiveCheck implements HealthCheck {
    private final BuildInfo build;

    LiveCheck(BuildInfo build) {
        this.build = build;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("registry")
                .up()
                .withData("version", build.toString())
                .build();
    }
}
