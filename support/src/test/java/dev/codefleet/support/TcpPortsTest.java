package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class TcpPortsTest {
    @Test
    void aPortThatSomebodyListensOnIsNotFree() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(TcpPorts.isFree(taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void whatIsFoundFreeCanBeListenedOn() throws IOException {
        var port = TcpPorts.findFree();

        new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")).close();

        assertThat(port).isPositive();
    }
}
