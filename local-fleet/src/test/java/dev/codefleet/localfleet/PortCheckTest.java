package dev.codefleet.localfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PortCheckTest {
    /** Two sockets of port 6101, of which only the first listens. */
    private static final List<String> TABLE =
            List.of(
                    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                    "   0: 0100007F:17D5 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1",
                    "   1: 0100007F:17D5 0100007F:A2C4 01 00000000:00000000 00:00000000 00000000     0        0 4712 1",
                    "   2: 0100007F:17D6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1");

    @Test
    void onlySocketsThatListenCount() {
        assertThat(ListeningSockets.inodes(TABLE, 6101)).containsExactly("4711");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTakenPortIsNamedWithItsOwnerAndTheWayOut() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var port = taken.getLocalPort();

            var failure =
                    catchThrowableOfType(
                            CommandFailed.class,
                            () -> PortCheck.requireFree(Map.of(port, "gateway-1"), 0));

            assertThat(failure.lines().getFirst())
                    .startsWith("Port " + port + " (gateway-1) is taken by process ")
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(failure.lines().getLast()).contains("--port-offset 100");
        }
    }
}
