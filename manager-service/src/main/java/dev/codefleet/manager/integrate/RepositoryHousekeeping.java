package dev.codefleet.manager.integrate;

import dev.codefleet.manager.ManagerConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Lets this manager's copies of repositories shrink, soon after its start and then every hour. What
 * ended jobs kept in them is forgotten some minutes after their end, but not if the manager ended
 * before, nor where a result was asked for later.
 */
@Singleton
class RepositoryHousekeeping {
    private static final Logger LOG = Logger.getLogger(RepositoryHousekeeping.class);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Integrator integrator;
    private final ManagerConfig config;

    RepositoryHousekeeping(Integrator integrator, ManagerConfig config) {
        this.integrator = integrator;
        this.config = config;
    }

    /** Results are made from the commit that the job started from, for as long as it is kept. */
    @Scheduled(
            every = "1h",
            delayed = "2m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tidy() {
        int days = config.endedJobsMaxAgeDays();
        try {
            integrator.tidy(days == 0 ? FOR_EVER : Duration.ofDays(days));
        } catch (IntegrationFailed failure) {
            LOG.warnf("a repository keeps its space for now: cause=%s", failure.getMessage());
        }
    }
}
