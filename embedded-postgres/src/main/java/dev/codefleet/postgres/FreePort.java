package dev.codefleet.postgres;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1 that nobody listens on. */
final class FreePort {

    private FreePort() {}

    /**
     * Checks before the server does, which takes longer to say the same.
     *
     * @throws PostgresException.PortTaken if somebody listens on it
     * @throws IOException if this process may not listen on it
     */
    static void require(int port) throws IOException {
        try {
            new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")).close();
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).contains("Permission denied")) {
                throw e;
            }
            throw new PostgresException.PortTaken(port);
        }
    }
}
