package dev.codefleet.manager.retention;

import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.web.BuildInfo;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Gauges of the build that runs, and of the limits of this manager. */
@Singleton
@Startup // so that both are told from the first reading on
class BuildMetrics {
    BuildMetrics(BuildInfo build, ManagerConfig config, MeterRegistry registry) {
        Gauge.builder("codefleet.build.info", () -> 1)
                .description(BuildInfo.METRIC)
                .tag("version", build.version())
                .tag("commit", build.commit())
                .register(registry);
        Gauge.builder("codefleet.manager.disk.free", directory(config), File::getUsableSpace)
                .description("Bytes free where this manager keeps its repositories")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    private static File directory(ManagerConfig config) {
        try {
            return Files.createDirectories(config.gitDirectory()).toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
