package dev.codefleet.simulation;

import java.util.ArrayDeque;

/**
 * What one end of a connection sends to the other: it arrives in order, late when packets are lost,
 * and not before the way is open again when it is cut.
 */
final class Flow {
    private record Sent(long readyAt, Runnable delivery) {}

    private final Network network;
    private final String from;
    private final Life to;
    private final Runnable reset;
    private final ArrayDeque<Sent> underWay = new ArrayDeque<>();
    private boolean isScheduled;
    private long lastReadyAt;

    /**
     * @param reset what the receiving machine does when the process is not there any more
     */
    Flow(Network network, String from, Life to, Runnable reset) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.reset = reset;
    }

    void send(Runnable delivery) {
        lastReadyAt = Math.max(lastReadyAt, network.world().now() + network.delay(from, to.name()));
        underWay.add(new Sent(lastReadyAt, delivery));
        goOn();
    }

    /** Tries again what did not get through. */
    void goOn() {
        var first = underWay.peek();
        if (isScheduled || first == null) {
            return;
        }
        if (!network.isOpen(from, to.name())) {
            network.stall(this);
            return;
        }
        isScheduled = true;
        network.world()
                .after(
                        first.readyAt() - network.world().now(),
                        () -> {
                            isScheduled = false;
                            arrive();
                        });
    }

    private void arrive() {
        if (!network.isOpen(from, to.name())) {
            network.stall(this);
            return;
        }
        if (!to.isAlive()) {
            underWay.clear();
            reset.run();
            return;
        }
        long now = network.world().now();
        while (!underWay.isEmpty() && underWay.element().readyAt() <= now) {
            to.happen(underWay.remove().delivery());
        }
        goOn();
    }
}
