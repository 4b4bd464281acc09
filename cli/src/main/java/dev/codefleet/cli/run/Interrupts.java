package dev.codefleet.cli.run;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles signals: the first Ctrl-C, termination or hang-up ends what runs in order, the second at
 * once; but a lost terminal may well be told more than once.
 */
final class Interrupts implements AutoCloseable {
    private final List<Signal> signals =
            List.of(new Signal("INT"), new Signal("TERM"), new Signal("HUP"));
    private final List<SignalHandler> before;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Each is run on a thread of its own.
     *
     * @param interrupted at the first signal, if a person pressed Ctrl-C
     * @param second at every further one
     * @param ended at the first signal, if it is a termination or a hang-up
     */
    Interrupts(Runnable interrupted, Runnable second, Runnable ended) {
        SignalHandler handler =
                signal -> {
                    var isFirst = count.incrementAndGet() == 1;
                    var first = signal.getName().equals("INT") ? interrupted : ended;
                    if (isFirst || !signal.getName().equals("HUP")) {
                        Thread.ofPlatform()
                                .daemon()
                                .name("interrupt")
                                .start(isFirst ? first : second);
                    }
                };
        before = signals.stream().map(signal -> handle(signal, handler)).toList();
    }

    /** What our parent had us ignore, as nohup does, stays ignored. */
    private static SignalHandler handle(Signal signal, SignalHandler handler) {
        var old = Signal.handle(signal, handler);
        if (old.equals(SignalHandler.SIG_IGN)) {
            Signal.handle(signal, old);
        }
        return old;
    }

    /** Signals mean what they did before. */
    @Override
    public void close() {
        for (var i = 0; i < signals.size(); i++) {
            Signal.handle(signals.get(i), before.get(i));
        }
    }
}
