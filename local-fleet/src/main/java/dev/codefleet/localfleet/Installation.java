package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Locations of the built services and of the JDK that runs them.
 *
 * @param javaHome of a JDK 25 or newer
 * @param checkout root of the source tree that was built
 */
public record Installation(Path javaHome, Path checkout) {

    /**
     * What the launcher says in the system properties {@code codefleet.java.home} and {@code
     * codefleet.checkout}; without it, this process's own JDK and directory.
     */
    public static Installation ofProcess() {
        var javaHome = System.getProperty("codefleet.java.home", System.getProperty("java.home"));
        var checkout = System.getProperty("codefleet.checkout", "");
        return new Installation(Path.of(javaHome), Path.of(checkout).toAbsolutePath().normalize());
    }

    Path java() {
        return javaHome.resolve("bin/java");
    }

    /** Directory of the packaged service. */
    Path application(ServiceKind kind) {
        return checkout.resolve(kind.module()).resolve("target/quarkus-app");
    }

    Path runner(ServiceKind kind) {
        return application(kind).resolve("quarkus-run.jar");
    }

    /** Where the ahead-of-time cache of the service is, once it was trained. */
    public Path aotCache(ServiceKind kind) {
        return application(kind).resolve("codefleet.aot");
    }

    /** The commit that was built, as the launcher noted it; empty if it could not. */
    public Optional<String> commit() {
        try {
            var text = Files.readString(checkout.resolve("target/codefleet/commit")).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * Checks that all services were built.
     *
     * @throws CommandFailed naming those that were not
     */
    void requireBuilt() {
        var missing = new ArrayList<String>();
        for (var kind : ServiceKind.values()) {
            if (!Files.isRegularFile(runner(kind))) {
                missing.add(runner(kind).toString());
            }
        }
        if (!missing.isEmpty()) {
            var lines = new ArrayList<>(List.of("The services are not built. Missing:"));
            lines.addAll(missing);
            lines.add("Run '" + Invocation.PLAIN.of("up") + "', which builds them.");
            throw CommandFailed.of(dev.codefleet.gatewayclient.ExitCode.NO_FLEET, lines);
        }
    }
}
