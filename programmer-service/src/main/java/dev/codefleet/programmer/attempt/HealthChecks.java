package dev.codefleet.programmer.attempt;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * What the health addresses say: started once earlier attempts are cleared away, ready until
 * draining.
 */
@Singleton
class HealthChecks {
    private final Attempts attempts;

    HealthChecks(Attempts attempts) {
        this.attempts = attempts;
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck started() {
        return () -> HealthCheckResponse.up("attempts");
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return () -> HealthCheckResponse.named("attempts").status(!attempts.isDraining()).build();
    }
}
