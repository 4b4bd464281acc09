package dev.codefleet.manager.programmers;

import dev.codefleet.contract.attempt.AttemptId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Acknowledgements that are due, of reports that are committed and that their programmers may
 * forget. They ride on the next order to the same programmer; what no order took is sent by {@link
 * #drain} now and then. Safe for several threads. Losing one costs nothing but space in a spool,
 * and seconds at its programmer's end.
 */
public final class ReportAcknowledgements {
    private static final int MOST_PER_ORDER = 100;
    private static final int MOST_PER_PROGRAMMER = 10_000;

    private final Map<ProgrammerAddress, List<AttemptId>> byProgrammer = new ConcurrentHashMap<>();

    public void add(ProgrammerAddress to, AttemptId attempt) {
        byProgrammer.compute(
                to,
                (_, list) -> {
                    var all = list == null ? new ArrayList<AttemptId>() : list;
                    if (all.size() < MOST_PER_PROGRAMMER) {
                        all.add(attempt);
                    }
                    return all;
                });
    }

    /** Takes what an order to that programmer can carry. */
    public List<AttemptId> take(ProgrammerAddress to) {
        var taken = new ArrayList<AttemptId>();
        byProgrammer.computeIfPresent(
                to,
                (_, list) -> {
                    var part = list.subList(0, Math.min(MOST_PER_ORDER, list.size()));
                    taken.addAll(part);
                    part.clear();
                    return list.isEmpty() ? null : list;
                });
        return taken;
    }

    /** Takes all, by programmer. */
    public Map<ProgrammerAddress, List<AttemptId>> drain() {
        var drained = new java.util.HashMap<ProgrammerAddress, List<AttemptId>>();
        for (var to : List.copyOf(byProgrammer.keySet())) {
            var list = byProgrammer.remove(to);
            if (list != null) {
                drained.put(to, list);
            }
        }
        return drained;
    }
}
