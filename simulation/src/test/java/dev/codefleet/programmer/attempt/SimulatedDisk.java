package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.programmer.spool.Reports;
import dev.codefleet.programmer.spool.Spool;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What outlives a programmer's process: its spool and the number of its last life. */
public final class SimulatedDisk implements Reports {
    private final Map<AttemptId, Spool.Begun> begun = new LinkedHashMap<>();
    private final Map<AttemptId, Spool.Finished> finished = new LinkedHashMap<>();
    private long incarnation;

    long nextIncarnation(Instant now) {
        incarnation = Math.max(now.toEpochMilli(), incarnation + 1);
        return incarnation;
    }

    void begin(Spool.Begun attempt) {
        begun.put(attempt.order().attempt(), attempt);
    }

    void finish(Spool.Finished end) {
        begun.remove(end.report().attempt());
        finished.put(end.report().attempt(), end);
    }

    List<Spool.Begun> interrupted() {
        return new ArrayList<>(begun.values());
    }

    @Override
    public Optional<Path> log(AttemptId attempt) {
        return Optional.empty();
    }

    @Override
    public Optional<Spool.Finished> find(AttemptId attempt) {
        return Optional.ofNullable(finished.get(attempt));
    }

    @Override
    public boolean has(AttemptId attempt) {
        return finished.containsKey(attempt);
    }

    @Override
    public Optional<Path> bundle(AttemptId attempt) {
        return Optional.empty();
    }

    @Override
    public void forget(AttemptId attempt) {
        finished.remove(attempt);
    }

    @Override
    public Map<AttemptId, AttemptState> finished() {
        var states = new LinkedHashMap<AttemptId, AttemptState>();
        finished.forEach((attempt, end) -> states.put(attempt, end.report().state()));
        return states;
    }

    @Override
    public int size() {
        return finished.size();
    }
}
