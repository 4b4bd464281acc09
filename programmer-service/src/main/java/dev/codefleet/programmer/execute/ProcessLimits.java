package dev.codefleet.programmer.execute;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits of each process of an attempt, held by the kernel; 0 for none. All but {@code processes}
 * are of one process, not of all together.
 *
 * @param memoryBytes of data: heap, stacks of threads, private memory; what is only reserved does
 *     not count
 * @param processes and threads that the user may have, those of others included; not for root
 * @param cpu time of the processor
 * @param fileBytes of one file
 */
public record ProcessLimits(long memoryBytes, long processes, Duration cpu, long fileBytes) {
    /** Nothing is limited. */
    public static final ProcessLimits NONE = new ProcessLimits(0, 0, Duration.ZERO, 0);

    private static final int BLOCK_BYTES = 512;

    /** Of two that the kernel may kill for want of memory, rather one of an attempt. */
    private static final String FIRST_TO_GO = "echo 500 >/proc/self/oom_score_adj";

    public ProcessLimits {
        if (memoryBytes < 0 || processes < 0 || cpu.isNegative() || fileBytes < 0) {
            throw new IllegalArgumentException("limits of processes must be 0 or more");
        }
    }

    /**
     * Commands of a shell that set the limits for itself and all that it starts. One that the
     * machine does not take, such as one above that of the programmer itself, is left out.
     */
    String commands() {
        var commands = new ArrayList<>(List.of(FIRST_TO_GO, "ulimit -c 0"));
        if (memoryBytes > 0) {
            commands.add("ulimit -d " + Math.max(1, memoryBytes / 1024));
        }
        if (processes > 0) {
            // What bash calls -u is -p to dash.
            commands.add("{ ulimit -u %1$d || ulimit -p %1$d; }".formatted(processes));
        }
        if (cpu.isPositive()) {
            commands.add("ulimit -t " + Math.max(1, cpu.toSeconds()));
        }
        if (fileBytes > 0) {
            commands.add("ulimit -f " + Math.max(1, fileBytes / BLOCK_BYTES));
        }
        return "{ " + String.join("; ", commands) + "; } 2>/dev/null; ";
    }
}
