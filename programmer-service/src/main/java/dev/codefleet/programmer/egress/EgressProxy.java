package dev.codefleet.programmer.egress;

import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Opens the ways out of a programmer's attempts, and ends connections that last too long. */
public final class EgressProxy implements AutoCloseable {
    private final EgressRule rule;
    private final EgressLimits limits;
    private final Names names;
    private final Ticker ticker;
    private final Set<AttemptEgress> open = ConcurrentHashMap.newKeySet();

    /** The system's look-up holds its thread, which so must not be one that carries others. */
    private final ExecutorService lookups =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("egress-lookup-", 0).factory());

    public EgressProxy(EgressRule rule, EgressLimits limits, Names names, Ticker ticker) {
        this.rule = rule;
        this.limits = limits;
        this.names = names;
        this.ticker = ticker;
    }

    /**
     * Opens the way out of an attempt.
     *
     * @param socket a path that nothing is at, of at most 107 bytes
     * @param notes takes sentences on it for the attempt's log, at most some twenty
     */
    public AttemptEgress open(Path socket, Consumer<String> notes) throws IOException {
        var egress = new AttemptEgress(this, socket, notes);
        open.add(egress);
        return egress;
    }

    /** To be called every second or so. */
    public void look() {
        var now = ticker.nanos();
        open.forEach(egress -> egress.look(now));
    }

    @Override
    public void close() {
        open.forEach(AttemptEgress::close);
        lookups.shutdownNow();
    }

    void closed(AttemptEgress egress) {
        open.remove(egress);
    }

    EgressRule rule() {
        return rule;
    }

    EgressLimits limits() {
        return limits;
    }

    Names names() {
        return names;
    }

    ExecutorService lookups() {
        return lookups;
    }

    long nanos() {
        return ticker.nanos();
    }
}
