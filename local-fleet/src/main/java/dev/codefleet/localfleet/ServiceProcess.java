package dev.codefleet.localfleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Starts the system's process of a member. */
final class ServiceProcess {
    private static final long LOG_LIMIT_BYTES = 10 << 20;

    private ServiceProcess() {}

    /**
     * Starts it in a session of its own, with nothing inherited but what the member's description
     * says.
     */
    static Process start(MemberSpec spec) throws IOException {
        Home.make(spec.directory());
        empty(temporary(spec.directory()));
        Home.makeParent(spec.log());
        var output = output(spec.log());
        rotate(output);
        var path = spec.environment().getOrDefault("PATH", "/usr/bin:/bin");
        var builder = new ProcessBuilder(OwnSession.of(spec.command(), path));
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        builder.directory(spec.directory().toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return builder.start();
    }

    /** Where a process keeps its temporary files: not in everybody's, nor beyond its life. */
    static Path temporary(Path directory) {
        return directory.resolve("tmp");
    }

    /** What a killed predecessor left goes. */
    private static void empty(Path temporary) throws IOException {
        Home.make(temporary);
        try (var files = Files.list(temporary)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * What a process prints beside its log: the words of its JVM, when it cannot start or breaks.
     * The log itself is the service's own, which turns it over by size.
     */
    static Path output(Path log) {
        var name = String.valueOf(log.getFileName());
        return log.resolveSibling(name.replaceFirst("\\.log$", "") + ".out");
    }

    /**
     * Keeps one old log beside the new one, so that a process that dies again and again fills no
     * disk.
     */
    private static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            var old = log.resolveSibling(log.getFileName() + ".1");
            Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
