package dev.codefleet.programmer.lifecycle;

import dev.codefleet.support.DiskUse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.util.List;

/** The metrics of the disk space that the directories of a programmer's home take. */
final class DiskUseMetrics {
    private static final List<String> DIRECTORIES =
            List.of("mirrors", "bundles", "spool", "attempts");

    private final Path home;
    private final MultiGauge directories;

    DiskUseMetrics(Path home, MeterRegistry registry) {
        this.home = home;
        this.directories =
                MultiGauge.builder("codefleet_programmer_disk_bytes")
                        .description("Bytes of files in a directory of this programmer")
                        .register(registry);
    }

    /** Looks through all directories, which takes its time. */
    void look() {
        directories.register(
                DIRECTORIES.stream()
                        .map(name ->
                                MultiGauge.Row.of(
                                        Tags.of("directory", name),
                                        DiskUse.of(home.resolve(name)).bytes()))
                        .toList(),
                true);
    }
}
