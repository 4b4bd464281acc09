package dev.codefleet.localfleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a command in a session of its own, out of reach of the terminal's Ctrl-C and of its end. The
 * started process becomes the command: its id stays the same.
 */
final class OwnSession {
    /** macOS has no setsid, and a Perl. */
    private static final String PERL = "use POSIX; POSIX::setsid(); exec @ARGV; die";

    private OwnSession() {}

    /** The command as it is where neither program is there; Ctrl-C then reaches it too. */
    static List<String> of(List<String> command, String path) {
        var line = new ArrayList<String>();
        if (isOnPath("setsid", path)) {
            line.add("setsid");
        } else if (isOnPath("perl", path)) {
            line.addAll(List.of("perl", "-e", PERL));
        }
        line.addAll(command);
        return line;
    }

    private static boolean isOnPath(String program, String path) {
        return Stream.of(path.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
