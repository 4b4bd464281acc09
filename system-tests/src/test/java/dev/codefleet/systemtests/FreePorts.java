package dev.codefleet.systemtests;

import dev.codefleet.support.TcpPorts;
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
            if (IntStream.rangeClosed(FIRST, LAST)
                    .allMatch(port -> TcpPorts.isFree(port + offset))) {
                return offset;
            }
        }
        throw new IllegalStateException("no " + (LAST - FIRST) + " free ports in a row");
    }
}
