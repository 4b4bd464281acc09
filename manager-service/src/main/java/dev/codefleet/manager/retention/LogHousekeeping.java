package dev.codefleet.manager.retention;

import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.manager.job.AttemptLogStore;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Keeps the whole logs of attempts within the bytes that they may take together. */
@Singleton
class LogHousekeeping {
    private static final Logger LOG = Logger.getLogger(LogHousekeeping.class);

    private final AttemptLogStore logs;
    private final ManagerConfig config;

    LogHousekeeping(AttemptLogStore logs, ManagerConfig config) {
        this.logs = logs;
        this.config = config;
    }

    @Scheduled(
            every = "1m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void deleteOldest() {
        try {
            var deleted = logs.trim(config.logsMaxTotalBytes());
            if (deleted > 0) {
                LOG.infof("oldest whole logs deleted: count=%d", deleted);
            }
        } catch (SQLException away) {
            LOG.warnf("whole logs stay: cause=%s", away.getMessage());
        }
    }
}
