package dev.codefleet.manager.retention;

import dev.codefleet.contract.job.DiskView;
import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.support.DiskUse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Gauges of the sizes of tables and directories, as they were when last looked at: a few minutes
 * ago at most.
 */
@Singleton
class DiskMetrics {
    private static final Logger LOG = Logger.getLogger(DiskMetrics.class);
    private static final List<String> DIRECTORIES =
            List.of("mirrors", "exports", "incoming", "uploads");

    private final DiskStore store;
    private final ManagerConfig config;
    private final MultiGauge tables;
    private final MultiGauge directories;

    DiskMetrics(DiskStore store, ManagerConfig config, MeterRegistry registry) {
        this.store = store;
        this.config = config;
        this.tables =
                MultiGauge.builder("codefleet.manager.table.bytes")
                        .description("Bytes of a table of the database, which all managers share")
                        .register(registry);
        this.directories =
                MultiGauge.builder("codefleet.manager.disk.bytes")
                        .description("Bytes of files in a directory of this manager")
                        .register(registry);
    }

    @Scheduled(
            every = "5m",
            delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        var root = config.gitDirectory();
        directories.register(
                DIRECTORIES.stream()
                        .map(name ->
                                MultiGauge.Row.of(
                                        Tags.of("directory", name),
                                        DiskUse.of(root.resolve(name)).bytes()))
                        .toList(),
                true);
        try {
            tables.register(store.view().tables().stream().map(DiskMetrics::row).toList(), true);
        } catch (SQLException away) {
            LOG.debugf("tables are looked at later: cause=%s", away.getMessage());
        }
    }

    private static MultiGauge.Row<?> row(DiskView.Table table) {
        return MultiGauge.Row.of(Tags.of("table", table.name()), table.bytes());
    }
}
