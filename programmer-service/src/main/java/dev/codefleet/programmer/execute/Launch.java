package dev.codefleet.programmer.execute;

import dev.codefleet.contract.attempt.AttemptId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process to run for an attempt.
 *
 * @param argv the program and its arguments
 * @param environment all its variables, without {@code HOME}, {@code TMPDIR} and the attempt's
 *     marker
 * @param grace between being asked to end and being killed; null for the programmer's own, which is
 *     also the longest
 * @param egress the Unix socket of the attempt's proxy; null for none
 */
public record Launch(
        AttemptId attempt,
        List<String> argv,
        Map<String, String> environment,
        Confinement where,
        @Nullable Duration grace,
        @Nullable Path egress) {
    /** The variable by which an attempt's processes are known to be its own. */
    public static final String MARKER = "CODEFLEET_ATTEMPT";

    public Launch {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    static String marker(AttemptId attempt) {
        return MARKER + "=" + attempt;
    }
}
