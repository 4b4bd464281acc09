package dev.codefleet.programmer.execute;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Passes connections to a port of an attempt's own loopback interface on to the Unix socket of its
 * proxy: {@code socat}, a process of the attempt's. Clients know proxies by host and port alone.
 */
final class ProxyForwarder {
    /** Of the loopback interface; below the ports that the kernel gives out. */
    static final int PORT = 18_128;

    /** Where the attempt finds the socket. */
    static final Path INNER_SOCKET = Path.of("/codefleet/egress");

    /** Places that the sandbox has, whatever the programmer's own search path says. */
    private static final String PLACES = "/usr/local/bin:/usr/bin:/bin";

    private static final String LISTENS =
            "' 0100007F:%04X 00000000:0000 0A '".formatted(PORT).toUpperCase(Locale.ROOT);

    private ProxyForwarder() {}

    static Optional<Path> find() {
        return SandboxChoice.find("socat", PLACES);
    }

    /**
     * Commands of a shell that start it and wait until it listens, which takes some milliseconds.
     * It leads a session, by which all of its processes are ended.
     *
     * @param socat the program
     */
    static String start(Path socat) {
        // One end may go on long after the other has ended: the proxy sees to it that none does
        // forever.
        return "setsid "
                + socat
                + " -t 86400 TCP4-LISTEN:"
                + PORT
                + ",bind=127.0.0.1,fork,reuseaddr,backlog=128,max-children=512 UNIX-CONNECT:"
                + INNER_SOCKET
                + " </dev/null >/dev/null 2>&1 & forwarder=$!; looks=0;"
                + " until grep -qs "
                + LISTENS
                + " /proc/net/tcp; do looks=$((looks + 1));"
                + " if [ $looks -gt 1000 ]; then echo 'Codefleet: socat does not listen' >&2;"
                + " exit 1; fi; sleep 0.01; done; ";
    }

    /** Ends it with its processes, so that what the command has left can be told from them. */
    static final String END = "kill -s KILL -- -$forwarder; ";

    /** Whether a process is one of it, or pretends to be. */
    static boolean isOne(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.endsWith("UNIX-CONNECT:" + INNER_SOCKET))
                .isPresent();
    }
}
