package dev.codefleet.programmer.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No sandbox: limits, a session of its own where the system has {@code setsid}, and nothing else.
 */
public final class Unconfined implements Sandbox {
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    /**
     * Ends with the command. When all are asked to end it stays, stopped, until it is killed: with
     * its end the pipe to the programmer would break, and so would whatever still prints.
     */
    private static final String FIRST_PROCESS =
            RUN_ARGUMENTS + "[ -e \"$TMPDIR/" + ENDING + "\" ] && kill -STOP $$; exit $code";

    private final List<String> prefix;

    private final List<String> limited;

    /**
     * @param limits of each process
     */
    public Unconfined(ProcessLimits limits) {
        prefix = PLACES.stream().filter(Files::isExecutable).limit(1).map(Path::toString).toList();
        limited = List.of("/bin/sh", "-c", limits.commands() + FIRST_PROCESS, "sh");
    }

    @Override
    public String isolation() {
        return "none";
    }

    @Override
    public String network() {
        return "not held";
    }

    @Override
    public List<String> commandLine(
            List<String> argv, Confinement confinement, @Nullable Path egress) {
        var line = new ArrayList<>(prefix);
        line.addAll(limited);
        line.addAll(argv);
        return line;
    }

    @Override
    public boolean givesSession() {
        return !prefix.isEmpty();
    }

    @Override
    public boolean endsLast() {
        return false;
    }

    @Override
    public Path inside(Confinement confinement, Path path) {
        return path;
    }
}
