package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.support.TcpPorts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;

/** Looks whether a fleet's ports are free, before anything is started. */
final class PortCheck {
    private static final int OFFSET_STEP = 100;

    private PortCheck() {}

    /**
     * Checks all ports.
     *
     * @param ports what each is for
     * @param offset the one in use, to suggest another
     * @throws CommandFailed naming each taken port, and its owner where it is known
     */
    static void requireFree(Map<Integer, String> ports, int offset) {
        var lines = new ArrayList<String>();
        ports.forEach((port, purpose) -> {
            if (!TcpPorts.isFree(port)) {
                lines.add("Port " + port + " (" + purpose + ") is taken" + owner(port) + ".");
            }
        });
        if (!lines.isEmpty()) {
            lines.add(
                    "Free it, or move the whole fleet: --port-offset "
                            + (offset + OFFSET_STEP)
                            + ".");
            throw CommandFailed.of(ExitCode.NO_FLEET, lines);
        }
    }

    static boolean areFree(Collection<Integer> ports) {
        return ports.stream().allMatch(TcpPorts::isFree);
    }

    private static String owner(int port) {
        return ListeningSockets.owner(port)
                .map(process -> " by process " + process.pid() + name(process))
                .orElse("");
    }

    private static String name(ProcessHandle process) {
        return process.info().command().map(command -> " (" + command + ")").orElse("");
    }
}
