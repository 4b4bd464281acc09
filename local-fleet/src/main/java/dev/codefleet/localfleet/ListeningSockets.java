package dev.codefleet.localfleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the process that listens on a TCP port, from Linux's {@code /proc}; finds none elsewhere.
 */
final class ListeningSockets {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {}

    /** The process that listens on the port, if it is known and we may see it. */
    static Optional<ProcessHandle> owner(int port) {
        var inodes = new ArrayList<String>();
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                inodes.addAll(inodes(Files.readAllLines(Path.of(table)), port));
            } catch (IOException _) {
                // No such table on this system: then nobody can be named.
            }
        }
        var links = inodes.stream().map(inode -> "socket:[" + inode + "]").toList();
        return ProcessHandle.allProcesses().filter(one -> holds(one, links)).findFirst();
    }

    /** The inodes of the sockets that listen on the port, from the lines of a table. */
    static List<String> inodes(List<String> lines, int port) {
        var suffix = ":%04X".formatted(port);
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > INODE)
                .filter(fields -> fields[LOCAL_ADDRESS].endsWith(suffix))
                .filter(fields -> fields[STATE].equals(LISTENING))
                .map(fields -> fields[INODE])
                .toList();
    }

    private static boolean holds(ProcessHandle process, List<String> links) {
        if (links.isEmpty()) {
            return false;
        }
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return descriptors.anyMatch(descriptor -> links.contains(target(descriptor)));
        } catch (IOException _) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "";
        }
    }
}
