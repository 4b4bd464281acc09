package dev.codefleet.programmer.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up hosts, and knows the addresses of this machine. */
public interface Names {
    /** The addresses of a name, at least one. Blocks. */
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /** Whether an address is one of this machine's interfaces. */
    boolean isOwn(InetAddress address);

    /** Those of the system. */
    static Names system() {
        return new Names() {
            @Override
            public List<InetAddress> addresses(String name) throws UnknownHostException {
                return List.of(InetAddress.getAllByName(name));
            }

            @Override
            public boolean isOwn(InetAddress address) {
                try {
                    return NetworkInterface.getByInetAddress(address) != null;
                } catch (SocketException _) {
                    // What cannot be told apart is not reached.
                    return true;
                }
            }
        };
    }
}
