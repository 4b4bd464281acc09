package dev.codefleet.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ties a server's life to its owner's.
 *
 * <p>The command that this makes becomes the server itself (same process id), after it has left a
 * small shell behind that reads from a pipe whose other end only the owning JVM holds. The pipe
 * ends when the JVM closes it or when it dies in whatever way, {@code kill -9} included. The shell
 * then has the server shut down fast, and if that takes longer than 30 s, at once: it then recovers
 * at its next start.
 *
 * <p>Both run in a session of their own, so that a Ctrl-C or a kill meant for the owner's process
 * group does not end the database under services that are still finishing their work.
 */
final class OwnerWatchdog {

    /**
     * {@code $$} is the server's process id everywhere in here, for subshells keep it. The watcher
     * is started by a subshell that ends, so that the server does not find a child that it never
     * made.
     */
    private static final String SCRIPT =
            """
            cd /
            exec 3<&0 </dev/null
            (
              (
                trap '' HUP INT TERM
                read -r _ <&3
                kill -INT $$ || exit
                left=150
                while [ "$left" -gt 0 ] && kill -0 $$; do sleep 0.2; left=$((left - 1)); done
                kill -QUIT $$
              ) >/dev/null 2>&1 &
            )
            exec 3<&-
            exec "$@"
            """;

    /** macOS has no setsid, and a Perl. */
    private static final String PERL = "use POSIX; POSIX::setsid(); exec @ARGV; die";

    private OwnerWatchdog() {}

    /** The command to start with a pipe for its standard input. */
    static List<String> over(List<String> server) {
        var command = new ArrayList<String>();
        if (isOnPath("setsid")) {
            command.add("setsid");
        } else if (isOnPath("perl")) {
            command.addAll(List.of("perl", "-e", PERL));
        }
        command.addAll(List.of("sh", "-c", SCRIPT, "codefleet-postgres"));
        command.addAll(server);
        return command;
    }

    private static boolean isOnPath(String program) {
        var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
