package dev.codefleet.programmer.lifecycle;

import dev.codefleet.git.process.GitFailed;
import dev.codefleet.programmer.ProgrammerConfig;
import dev.codefleet.programmer.TaskScheduler;
import dev.codefleet.programmer.attempt.Attempts;
import dev.codefleet.programmer.egress.EgressProxy;
import dev.codefleet.programmer.trust.CutOffWatch;
import dev.codefleet.programmer.workspace.UploadedBundles;
import dev.codefleet.programmer.workspace.Workspaces;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Starts the timed work of a programmer. */
@Singleton
class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private static final Duration CUT_OFF_LOOK = Duration.ofMillis(500);

    private static final Duration EGRESS_LOOK = Duration.ofSeconds(1);

    private static final Duration BUNDLE_SWEEP = Duration.ofMinutes(10);

    private static final Duration FIRST_DISK_LOOK = Duration.ofSeconds(10);

    private static final Duration DISK_LOOK = Duration.ofMinutes(5);

    private static final Duration MIRROR_SWEEP = Duration.ofHours(1);

    private final Attempts attempts;
    private final Workspaces workspaces;
    private final UploadedBundles bundles;
    private final CutOffWatch cutOff;
    private final EgressProxy egress;
    private final DiskUseMetrics disk;
    private final TaskScheduler timers;
    private final ProgrammerConfig config;

    Lifecycle(
            Attempts attempts,
            Workspaces workspaces,
            UploadedBundles bundles,
            CutOffWatch cutOff,
            EgressProxy egress,
            DiskUseMetrics disk,
            TaskScheduler timers,
            ProgrammerConfig config) {
        this.attempts = attempts;
        this.workspaces = workspaces;
        this.bundles = bundles;
        this.cutOff = cutOff;
        this.egress = egress;
        this.disk = disk;
        this.timers = timers;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        timers.every(config.beatInterval(), "beat", attempts.running()::beat);
        timers.every(CUT_OFF_LOOK, "cut-off", cutOff::look);
        timers.every(EGRESS_LOOK, "egress", egress::look);
        timers.every(BUNDLE_SWEEP, "bundles", this::removeOldBundles);
        timers.after(FIRST_DISK_LOOK, "disk", this::lookAtDiskAside);
        timers.every(DISK_LOOK, "disk", this::lookAtDiskAside);
        timers.every(MIRROR_SWEEP, "mirrors", () -> Thread.startVirtualThread(this::tidyMirrors));
    }

    private void lookAtDiskAside() {
        Thread.startVirtualThread(this::lookAtDisk);
    }

    private void lookAtDisk() {
        try {
            disk.look();
        } catch (UncheckedIOException failure) {
            LOG.warnf("What lies on the disk is not known now: cause=%s", failure.getMessage());
        }
    }

    private void tidyMirrors() {
        try {
            workspaces.tidy();
        } catch (GitFailed failure) {
            LOG.warnf("A mirror keeps its space for now: cause=%s", failure.getMessage());
        }
    }

    private void removeOldBundles() {
        try {
            bundles.removeOld();
        } catch (IOException e) {
            LOG.warnf("Old bundles cannot be removed: cause=%s", e);
        }
    }
}
