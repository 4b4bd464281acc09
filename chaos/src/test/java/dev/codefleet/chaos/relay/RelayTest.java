package dev.codefleet.chaos.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Over real sockets. */
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class RelayTest {
    private static final int SHORT_MS = 200;
    private static final int LONG_MS = 20_000;

    private Echo echo = new Echo(0);
    private final InetSocketAddress to = echo.address();
    private final InetSocketAddress from = Relay.address(250, 1, to.getPort());
    private final Relay relay = new Relay(from, to);

    RelayTest() throws IOException {}

    @AfterEach
    void close() throws Exception {
        relay.close();
        echo.close();
    }

    @Test
    void bytesPassInBothDirections() throws IOException {
        try (var caller = call()) {
            assertThat(echoed(caller, 'a')).isEqualTo('a');
        }
    }

    @Test
    void theEndOfOneSideIsToldToTheOther() throws IOException {
        try (var caller = call()) {
            assertThat(echoed(caller, 'a')).isEqualTo('a');

            caller.shutdownOutput();

            assertThat(caller.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsSentOverACutComesWhenItIsMended() throws IOException {
        assertHeldBack(relay.there());
    }

    @Test
    void answersAreHeldBackByACutOfTheirDirection() throws IOException {
        assertHeldBack(relay.back());
    }

    private void assertHeldBack(OneWayRelay line) throws IOException {
        try (var caller = call()) {
            assertThat(echoed(caller, 'a')).isEqualTo('a');
            line.cut();
            caller.setSoTimeout(SHORT_MS);
            assertThatThrownBy(() -> echoed(caller, 'b'))
                    .isInstanceOf(SocketTimeoutException.class);

            line.mend();

            caller.setSoTimeout(LONG_MS);
            assertThat(caller.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void aResetIsNoOrderlyEnd() throws IOException {
        try (var caller = call()) {
            assertThat(echoed(caller, 'a')).isEqualTo('a');

            relay.reset();

            assertThatThrownBy(() -> caller.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void whereNobodyListensCallersAreRefusedUntilSomebodyDoes() throws Exception {
        echo.close();
        try (var first = call()) {
            assertThatThrownBy(
                            () -> {
                                if (first.getInputStream().read() < 0) {
                                    throw new SocketException("ended");
                                }
                            })
                    .isInstanceOf(SocketException.class);
        }
        // The relay's listener may take a moment to go: whoever calls meanwhile is refused as well.
        while (!isRefused()) {
            Thread.onSpinWait();
        }

        echo = new Echo(to.getPort());

        while (isRefused()) {
            Thread.onSpinWait();
        }
        try (var caller = call()) {
            assertThat(echoed(caller, 'a')).isEqualTo('a');
        }
    }

    private boolean isRefused() throws IOException {
        try (var caller = call()) {
            return !caller.isConnected();
        } catch (ConnectException _) {
            return true;
        }
    }

    private Socket call() throws IOException {
        var caller = new Socket();
        caller.connect(from);
        caller.setSoTimeout(LONG_MS);
        return caller;
    }

    private static int echoed(Socket caller, int letter) throws IOException {
        caller.getOutputStream().write(letter);
        return caller.getInputStream().read();
    }

    /** Answers everything with itself. Once it is closed, nobody is connected to it any more. */
    private static final class Echo implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket();
        private final Thread accepting;

        Echo(int port) throws IOException {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            accepting = Thread.ofVirtual().start(this::accept);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    var one = socket.accept();
                    if (socket.isClosed()) {
                        one.close();
                        return;
                    }
                    Thread.ofVirtual().start(() -> repeat(one));
                } catch (IOException _) {
                    return;
                }
            }
        }

        /** A listener that somebody waits in is there until the wait has ended. */
        @Override
        public void close() throws IOException, InterruptedException {
            socket.close();
            accepting.join();
        }
    }

    private static void repeat(Socket one) {
        try (one) {
            one.getInputStream().transferTo(one.getOutputStream());
        } catch (IOException _) {
            // It was reset, which is what a test asked for.
        }
    }
}
