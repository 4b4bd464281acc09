package dev.codefleet.programmer.lifecycle;

import dev.codefleet.programmer.attempt.Attempts;
import dev.codefleet.programmer.execute.DeadMansSwitch;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The health checks: started once earlier attempts are cleared away, ready until draining. Whether
 * the dead man's switch works is told beside.
 */
@Singleton
class HealthChecks {
    private final Attempts attempts;
    private final DeadMansSwitch deadMansSwitch;

    HealthChecks(Attempts attempts, DeadMansSwitch deadMansSwitch) {
        this.attempts = attempts;
        this.deadMansSwitch = deadMansSwitch;
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

    /** Without the switch a programmer works on: attempts still end by all the other rules. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck deadMansSwitch() {
        return () ->
                HealthCheckResponse.named("dead_mans_switch")
                        .withData("state", deadMansSwitch.trouble().orElse("ready"))
                        .up()
                        .build();
    }
}
