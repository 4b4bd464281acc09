package dev.codefleet.postgres;

import java.util.List;

/** Turns what PostgreSQL wrote to its log into a failure for the user. */
final class LoggedFailure {

    private static final int QUOTED_LINES = 8;

    private LoggedFailure() {}

    static PostgresException of(String what, String written, int port, ServerLog log) {
        if (written.contains("Address already in use")) {
            return new PostgresException.PortTaken(port);
        }
        if (written.contains("No space left on device")
                || written.contains("Disk quota exceeded")) {
            return new PostgresException.NoSpace(log.file(), null);
        }
        if (written.contains("could not look up effective user ID")) {
            return new PostgresException.Failed(
                    what
                            + ". The user that runs this has no name on this machine, and PostgreSQL asks"
                            + " for one: give it a line in /etc/passwd, or use another database"
                            + " (CODEFLEET_DATABASE_URL).",
                    null);
        }
        var lines = written.lines().filter(line -> !line.isBlank()).toList();
        return new PostgresException.Failed(
                what + ". " + log.file() + " says: " + String.join("\n", last(lines)), null);
    }

    /**
     * Whether the server found the memory of one that was killed still attached: its last backends
     * are about to notice.
     */
    static boolean isPassing(String written) {
        return written.contains("is still in use");
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size());
    }
}
