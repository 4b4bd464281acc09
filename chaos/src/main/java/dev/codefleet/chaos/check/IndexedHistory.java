package dev.codefleet.chaos.check;

import dev.codefleet.chaos.history.HistoryEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A history with its entries indexed by job, subtask and attempt. */
final class IndexedHistory {
    private final List<HistoryEntry> entries;
    private final Map<String, HistoryEntry.Submitted> submittedByKey;
    private final Map<String, String> keyByJob = new LinkedHashMap<>();
    private final Map<String, List<Execution>> bySubtask = new TreeMap<>();
    private final List<Execution> executions = new ArrayList<>();
    private final Map<String, HistoryEntry.Resulted> results = new HashMap<>();

    IndexedHistory(List<HistoryEntry> entries) {
        this.entries = entries;
        submittedByKey =
                all(HistoryEntry.Submitted.class)
                        .collect(
                                Collectors.toMap(
                                        HistoryEntry.Submitted::key,
                                        Function.identity(),
                                        (a, _) -> a));
        all(HistoryEntry.Accepted.class).forEach(one -> keyByJob.putIfAbsent(one.job(), one.key()));
        all(HistoryEntry.Resulted.class)
                .forEach(one -> results.put(one.job() + "." + one.subtask(), one));
        var left =
                all(HistoryEntry.Left.class)
                        .collect(
                                Collectors.toMap(
                                        HistoryEntry.Left::execution,
                                        Function.identity(),
                                        (a, _) -> a));
        all(HistoryEntry.Started.class)
                .map(started -> Execution.of(started, left.get(started.execution())))
                .forEach(this::add);
    }

    private void add(Execution execution) {
        executions.add(execution);
        bySubtask.computeIfAbsent(execution.subtask(), _ -> new ArrayList<>()).add(execution);
    }

    <T extends HistoryEntry> Stream<T> all(Class<T> kind) {
        return entries.stream().filter(kind::isInstance).map(kind::cast);
    }

    <T extends HistoryEntry> Optional<T> first(Class<T> kind) {
        return all(kind).findFirst();
    }

    /** Ids of all jobs that the fleet took. */
    List<String> jobs() {
        return List.copyOf(keyByJob.keySet());
    }

    /** Keys of the job's subtasks, each with those it depends on. */
    Map<String, List<String>> plan(String job) {
        var submitted = submittedByKey.get(keyByJob.get(job));
        return submitted == null ? Map.of() : submitted.plan();
    }

    boolean hasFiles(String job) {
        var submitted = submittedByKey.get(keyByJob.get(job));
        return submitted != null && submitted.hasFiles();
    }

    List<Execution> executions() {
        return executions;
    }

    /** Those of a subtask, in the order of the history. */
    List<Execution> executions(String job, String subtask) {
        return bySubtask.getOrDefault(job + "." + subtask, List.of());
    }

    Map<String, List<Execution>> executionsBySubtask() {
        return bySubtask;
    }

    Optional<HistoryEntry.Resulted> result(String job, String subtask) {
        return Optional.ofNullable(results.get(job + "." + subtask));
    }

    /** The execution whose result was taken, if there is one of both. */
    Optional<Execution> accepted(String job, String subtask) {
        return result(job, subtask)
                .filter(one -> one.accepted().size() == 1)
                .flatMap(one ->
                        executions(job, subtask).stream()
                                .filter(execution ->
                                        execution.attempt().equals(one.accepted().getFirst()))
                                .filter(Execution::isDone)
                                .findFirst());
    }
}
