package dev.codefleet.web;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses to start where the log cannot be written: the service would run without a word.
 *
 * <p>As a bean it sees the path wherever it was set; {@link ServiceStart} has seen the usual place
 * before.
 */
@Singleton
class LogFileCheck {
    static final String SETTING = "CODEFLEET_LOG_PATH";

    private final boolean isToDisk;
    private final String path;

    LogFileCheck(
            @ConfigProperty(name = "quarkus.log.file.enabled", defaultValue = "false")
                    boolean isToDisk,
            @ConfigProperty(name = "quarkus.log.file.path", defaultValue = "quarkus.log")
                    String path) {
        this.isToDisk = isToDisk;
        this.path = path;
    }

    void atStart(@Observes @Priority(StartCheck.FIRST) StartupEvent event) {
        if (isToDisk) {
            check(path);
        }
    }

    static void check(String path) {
        var file = StartCheck.made(() -> Path.of(path)).toAbsolutePath();
        var parent = file.getParent();
        try {
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw StartCheck.refusal(
                    SETTING
                            + " is "
                            + file
                            + ", which cannot be written: "
                            + StartCheck.reason(e)
                            + ". Name a file that this process can write, or set"
                            + " CODEFLEET_LOG_TO_DISK=false.");
        }
    }
}
