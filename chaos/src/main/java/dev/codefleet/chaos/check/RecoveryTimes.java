package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Times that a fleet took to recover from the end of a process, computed from a history. Pure. */
public final class RecoveryTimes {
    private final List<HistoryEntry> history;
    private final Map<String, List<HistoryEntry.Held>> holders = new HashMap<>();

    public RecoveryTimes(List<HistoryEntry> history) {
        this.history = history;
        all(HistoryEntry.Held.class)
                .sorted(Comparator.comparingLong(HistoryEntry.Held::at))
                .forEach(
                        one -> holders.computeIfAbsent(one.job(), _ -> new ArrayList<>()).add(one));
    }

    /**
     * From the fault to the moment when the job was another's or a new life's of the same manager:
     * nanoseconds, for each job that the manager held.
     *
     * @param fault kind of the fault that ended managers
     */
    public List<Long> takeovers(String fault) {
        return faults(fault)
                .flatMap(one ->
                        holders.values().stream().flatMap(held -> takeover(one, held).stream()))
                .toList();
    }

    private static Optional<Long> takeover(
            HistoryEntry.Faulted fault, List<HistoryEntry.Held> held) {
        var before = held.stream().filter(one -> one.at() <= fault.at()).reduce((_, b) -> b);
        if (before.isEmpty() || !before.get().manager().equals(fault.target())) {
            return Optional.empty();
        }
        return held.stream()
                .filter(one -> one.at() > fault.at())
                .findFirst()
                .map(one -> one.at() - fault.at());
    }

    /**
     * From the kill of a programmer to the next execution of what it was executing, on whatever
     * programmer: nanoseconds.
     */
    public List<Long> reassignments() {
        var evidence = new IndexedHistory(history);
        return faults("KILL")
                .flatMap(fault ->
                        evidence.executions().stream()
                                .filter(one -> one.programmer().equals(fault.target()))
                                .filter(one ->
                                        one.start() < fault.at() && one.isAliveAt(fault.at()))
                                .map(one -> next(evidence, one, fault.at())))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
    }

    private static OptionalLong next(IndexedHistory evidence, Execution ended, long since) {
        return evidence.executionsBySubtask().getOrDefault(ended.subtask(), List.of()).stream()
                .filter(one -> one.number() > ended.number())
                .mapToLong(one -> one.start() - since)
                .min();
    }

    private Stream<HistoryEntry.Faulted> faults(String kind) {
        return all(HistoryEntry.Faulted.class).filter(one -> one.kind().equals(kind));
    }

    private <T extends HistoryEntry> Stream<T> all(Class<T> kind) {
        return history.stream().filter(kind::isInstance).map(kind::cast);
    }
}
