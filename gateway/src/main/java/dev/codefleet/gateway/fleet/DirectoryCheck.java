package dev.codefleet.gateway.fleet;

import dev.codefleet.registryclient.view.Directory;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness check: a registry has told which agents there are. That all registries are lost later
 * makes a gateway no less useful: it goes on with what it knows.
 */
@Readiness
@Singleton
class DirectoryCheck implements HealthCheck {
    private final Directory directory;

    DirectoryCheck(Directory directory) {
        this.directory = directory;
    }

    @Override
    public HealthCheckResponse call() {
        var known = directory.current();
        return HealthCheckResponse.named("directory")
                .status(!known.isStale() || !known.agents().isEmpty())
                .withData("agents", known.agents().size())
                .build();
    }
}
