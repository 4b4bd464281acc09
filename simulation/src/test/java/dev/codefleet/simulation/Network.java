package dev.codefleet.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Links between machines: delayed, lossy, cut in one direction or both. As with TCP, a connection's
 * own order holds, a lost packet comes later, and what is sent into a cut comes once it has healed,
 * also when its sender has long given up; between connections there is no order.
 */
public final class Network {
    private static final double LOSS = 0.005;
    private static final long RETRANSMISSION = TimeUnit.MILLISECONDS.toNanos(200);

    private record Way(String from, String to) {}

    /** What listens at an address. */
    record Listener(Life life, Server server) {}

    private final World world;
    private final Map<String, Listener> listeners = new HashMap<>();
    private final Map<Way, Integer> cuts = new HashMap<>();
    private final Map<Way, Long> slow = new HashMap<>();
    private final Set<String> down = new LinkedHashSet<>();
    private final Map<Life, Set<Connection>> connections = new HashMap<>();
    private final Set<Flow> stalled = new LinkedHashSet<>();

    Network(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    /** A process listens at its machine's address, in the place of the one before. */
    public void listen(Life life, Server server) {
        listeners.put(life.machine().url(), new Listener(life, server));
        begin(life);
    }

    /** A process that may have connections. */
    public void begin(Life life) {
        connections.put(life, new LinkedHashSet<>());
        life.atEnd(() -> endAll(life));
    }

    @Nullable Listener at(String address) {
        return listeners.get(address);
    }

    boolean isDown(String machine) {
        return down.contains(machine);
    }

    boolean isOpen(String from, String to) {
        return !cuts.containsKey(new Way(from, to)) && !down.contains(to) && !down.contains(from);
    }

    Connection connect(Life client, Life server, Connection.Client listener) {
        var connection = new Connection(this, client, server, listener);
        of(client).add(connection);
        of(server).add(connection);
        return connection;
    }

    void closed(Life life, Connection connection) {
        of(life).remove(connection);
    }

    /** Breaks all connections that a process has now. */
    void reset(Life life) {
        for (var connection : List.copyOf(of(life))) {
            connection.ended(life);
            of(life).remove(connection);
        }
    }

    void cut(String from, String to) {
        cuts.merge(new Way(from, to), 1, Integer::sum);
    }

    void heal(String from, String to) {
        cuts.computeIfPresent(new Way(from, to), (_, times) -> times == 1 ? null : times - 1);
        goOn();
    }

    void slowDown(String from, String to, long nanos) {
        slow.put(new Way(from, to), nanos);
    }

    void speedUp(String from, String to) {
        slow.remove(new Way(from, to));
    }

    /** The machine is off: it does not even refuse. */
    void turnOff(String machine) {
        down.add(machine);
    }

    void turnOn(String machine) {
        down.remove(machine);
        goOn();
    }

    void stall(Flow flow) {
        stalled.add(flow);
    }

    long delay(String from, String to) {
        long usual = world.happens(0.9) ? world.between(50_000, 600_000) : world.millis(1, 8);
        long lost = world.happens(LOSS) ? RETRANSMISSION : 0;
        return usual + lost + slow.getOrDefault(new Way(from, to), 0L);
    }

    private void goOn() {
        var waiting = new ArrayList<>(stalled);
        stalled.clear();
        waiting.forEach(Flow::goOn);
    }

    private void endAll(Life life) {
        if (!down.contains(life.name())) {
            for (var connection : List.copyOf(of(life))) {
                connection.ended(life);
            }
        }
        connections.remove(life);
    }

    private Set<Connection> of(Life life) {
        return connections.getOrDefault(life, new LinkedHashSet<>());
    }
}
