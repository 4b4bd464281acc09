package dev.codefleet.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Finds processes by what is in their environment, whoever their parent is. */
final class Processes {
    /** The sleeping ones of {@link #tree}. */
    private static final int SLEEPERS = 5;

    private Processes() {}

    /** A variable with a value that no other process has. */
    static String marker() {
        return "SYSTEM_TEST_MARKER=" + UUID.randomUUID();
    }

    /**
     * A script that marks its children and waits for long: one child, one in a session of its own,
     * and one whose parent has ended.
     */
    static String tree(String marker) {
        return """
        export %s
        sleep 300 &
        setsid sleep 300 &
        sh -c 'setsid sh -c "sleep 300 & sleep 300" >/dev/null 2>&1 </dev/null &'
        sleep 300
        """
                .formatted(marker);
    }

    /** Whether the whole tree was seen soon. */
    static boolean appear(String marker) {
        return appear(marker, SLEEPERS);
    }

    /** Whether so many were seen soon. */
    static boolean appear(String marker, int count) {
        return Eventually.holds(Duration.ofSeconds(20), () -> with(marker).size() >= count);
    }

    /** Whether the last of them was gone within the time. */
    static boolean vanish(String marker, Duration within) {
        return Eventually.holds(within, () -> with(marker).isEmpty());
    }

    /**
     * Ids of the living processes that carry the marker.
     *
     * @param marker a variable and its value
     */
    static List<Long> with(String marker) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> environment(pid).contains(marker))
                .toList();
    }

    private static String environment(long pid) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
