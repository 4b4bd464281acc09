package dev.codefleet.manager.upload;

import dev.codefleet.manager.ManagerConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Deletes uploads that nobody has used for long, a few in a transaction: each may be large. */
@Singleton
class UploadHousekeeping {
    private static final Logger LOG = Logger.getLogger(UploadHousekeeping.class);
    private static final int MOST_AT_ONCE = 4;

    private final UploadStore store;
    private final ManagerConfig config;
    private final InstantSource clock;

    UploadHousekeeping(UploadStore store, ManagerConfig config, InstantSource clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "15m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void deleteUnused() {
        try {
            var before = clock.instant().minus(config.repositoryMaxAge());
            int deleted;
            do {
                deleted = store.deleteUnused(before, MOST_AT_ONCE);
                if (deleted > 0) {
                    LOG.infof("unused uploaded repositories deleted: count=%d", deleted);
                }
            } while (deleted > 0);
        } catch (SQLException away) {
            LOG.warnf("unused uploaded repositories stay: cause=%s", away.getMessage());
        }
    }
}
