package dev.codefleet.manager.programmers;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.manager.engine.DelayedExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Tries unreachable programmers until they answer, with growing pauses. It belongs to the engine's
 * thread.
 */
public final class ProgrammerProbe {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ProgrammerPool pool;
    private final ProgrammerClient client;
    private final DelayedExecutor engine;
    private final Set<AgentId> underWay = new HashSet<>();

    public ProgrammerProbe(ProgrammerPool pool, ProgrammerClient client, DelayedExecutor engine) {
        this.pool = pool;
        this.client = client;
        this.engine = engine;
    }

    /** Tries a programmer until it answers. */
    public void probe(ProgrammerAddress programmer) {
        if (underWay.add(programmer.id())) {
            later(programmer, FIRST_PAUSE);
        }
    }

    private void later(ProgrammerAddress programmer, Duration pause) {
        engine.after(
                pause,
                () ->
                        client.probe(programmer)
                                .onComplete(answer ->
                                        engine.execute(() ->
                                                answered(
                                                        programmer,
                                                        pause,
                                                        answer.succeeded() && answer.result()))));
    }

    private void answered(ProgrammerAddress programmer, Duration pause, boolean isReached) {
        var known = pool.find(programmer.id());
        boolean isMoot =
                known.isEmpty()
                        || !known.get().isUnreachable()
                        || !known.get().address().equals(programmer);
        if (isReached) {
            pool.reached(programmer.id());
        }
        if (isReached || isMoot) {
            underWay.remove(programmer.id());
        } else {
            var next = pause.multipliedBy(2);
            later(programmer, next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE);
        }
    }
}
