package dev.codefleet.systemtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Finds room for the ports of another fleet. */
final class FreePorts {
    private static final int FIRST = 6101;
    private static final int LAST = 6190;
    private static final int STEP = 100;

    /** Under the ports that the system gives to clients, which come and go. */
    private static final int STEPS = 250;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % STEPS));

    private FreePorts() {}

    /** An offset at which every port of a fleet is free now, and not given out before. */
    static int offset() {
        for (var i = 0; i < STEPS; i++) {
            var offset = STEP * (1 + NEXT.getAndIncrement() % STEPS);
            if (IntStream.rangeClosed(FIRST, LAST).allMatch(port -> isFree(port + offset))) {
                return offset;
            }
        }
        throw new IllegalStateException("no " + (LAST - FIRST) + " free ports in a row");
    }

    /** Whether nobody listens on the port of this machine. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
