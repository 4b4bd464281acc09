package dev.codefleet.chaos.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All relays of a fleet, and the settings that have its processes use them. */
public final class RelayNetwork implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final List<String> names;
    private final Map<String, Integer> ports;
    private final Path hosts;
    private final Map<Link, Relay> relays = new LinkedHashMap<>();

    /**
     * Begins to listen for all links.
     *
     * @param ports of all processes on 127.0.0.1, by their names
     * @param callers names of processes that only call
     * @param links who calls whom
     * @param hosts directory for a file per process
     */
    public RelayNetwork(
            Map<String, Integer> ports, List<String> callers, List<Link> links, Path hosts) {
        this.names = new ArrayList<>(callers);
        this.names.addAll(ports.keySet());
        this.ports = Map.copyOf(ports);
        this.hosts = hosts;
        try {
            links.forEach(link -> relays.put(link, relay(link)));
            Files.createDirectories(hosts);
            for (var name : names) {
                Files.writeString(hosts.resolve(name), hosts(name));
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The variables that make a process use its own relays. */
    public Map<String, String> environment(String name) {
        return Map.of("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts.resolve(name));
    }

    /** The address by which all know a process; for each it is another relay. */
    public String url(String name) {
        return "http://" + name + ":" + port(name);
    }

    /** The address at which one process reaches another, where there is no hosts file. */
    public String url(String from, String to) {
        var address = address(from, to);
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    public int port(String name) {
        return ports.getOrDefault(name, 0);
    }

    /** The directions of links in which bytes flow. */
    public enum Direction {
        THERE,
        BACK,
        BOTH
    }

    public void cut(Link link, Direction direction) {
        var relay = relay(relays, link);
        if (direction != Direction.BACK) {
            relay.there().cut();
        }
        if (direction != Direction.THERE) {
            relay.back().cut();
        }
    }

    /** Cuts a process off from all others. */
    public void isolate(String name, Direction direction) {
        for (var link : relays.keySet()) {
            if (link.touches(name)) {
                cut(link, seenFrom(name, link, direction));
            }
        }
    }

    /** There means away from the process. */
    private static Direction seenFrom(String name, Link link, Direction direction) {
        if (direction == Direction.BOTH || link.from().equals(name)) {
            return direction;
        }
        return direction == Direction.THERE ? Direction.BACK : Direction.THERE;
    }

    public void slow(Link link, long byMs) {
        var relay = relay(relays, link);
        relay.there().slow(byMs);
        relay.back().slow(byMs);
    }

    /** Breaks the connections of this moment. */
    public void reset(Link link) {
        relay(relays, link).reset();
    }

    public void mend(Link link) {
        var relay = relay(relays, link);
        relay.there().mend();
        relay.back().mend();
    }

    /** Mends all links of a process. */
    public void rejoin(String name) {
        relays.keySet().stream().filter(link -> link.touches(name)).forEach(this::mend);
    }

    private static Relay relay(Map<Link, Relay> relays, Link link) {
        var relay = relays.get(link);
        if (relay == null) {
            throw new IllegalArgumentException("no link " + link);
        }
        return relay;
    }

    private Relay relay(Link link) {
        return new Relay(
                address(link.from(), link.to()), new InetSocketAddress(HOST, port(link.to())));
    }

    private InetSocketAddress address(String from, String to) {
        return Relay.address(number(from), number(to), port(to));
    }

    /** From 1, for addresses. */
    private int number(String name) {
        return names.indexOf(name) + 1;
    }

    private String hosts(String name) {
        return ports.keySet().stream()
                .map(other ->
                        address(name, other).getAddress().getHostAddress() + " " + other + "\n")
                .collect(Collectors.joining("", HOST + " localhost\n", ""));
    }

    @Override
    public void close() {
        relays.values().forEach(Relay::close);
    }
}
