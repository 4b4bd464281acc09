package dev.codefleet.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on 127.0.0.1 that nobody listens on; who asks may find one taken a moment later. */
public final class TcpPorts {
    private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");

    private TcpPorts() {}

    /** Whether this process could listen on the port now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // A port whose last connections are only winding down is free for a server.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOCALHOST, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** One that is free now. */
    public static int findFree() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOCALHOST)) {
            return socket.getLocalPort();
        }
    }
}
