package dev.codefleet.web;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;

/** Starts a service whose log can be written, and refuses to start any other in one line. */
public final class ServiceStart {
    private ServiceStart() {}

    /** Runs the service of this process until it is told to stop. */
    @SuppressWarnings("SystemOut") // There is no log yet.
    public static void run(String... args) {
        try {
            checkLog(System.getenv());
        } catch (ConfigurationException refusal) {
            System.err.println(refusal.getMessage());
            System.exit(1);
        }
        Quarkus.run(args);
    }

    /**
     * Looks at the log's path before the logging library does, which answers one that cannot be
     * written with a stack trace.
     */
    static void checkLog(Map<String, String> environment) {
        var path = environment.get(LogFileCheck.SETTING);
        if (path != null && Boolean.parseBoolean(environment.get("CODEFLEET_LOG_TO_DISK"))) {
            LogFileCheck.check(path);
        }
    }
}
