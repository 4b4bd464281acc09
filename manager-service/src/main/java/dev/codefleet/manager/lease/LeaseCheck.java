package dev.codefleet.manager.lease;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check: ready while this manager has a lease. */
@Readiness
@ApplicationScoped
class LeaseCheck implements HealthCheck {
    private final ManagerLease lease;

    LeaseCheck(ManagerLease lease) {
        this.lease = lease;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("lease").status(lease.isHeld()).build();
    }
}
