package dev.codefleet.programmer.stream;

import dev.codefleet.contract.attempt.AttemptEvent.Log;
import java.util.ArrayList;
import java.util.List;

/**
 * Log events that follow each other, told as one with the number of the last: thousands of lines
 * that come singly would be more events than may wait for a reader.
 */
final class LogBatch {
    private static final int MOST_LINES = 200;

    private final EventLog.Reader reader;
    private List<String> lines = new ArrayList<>();
    private int dropped;
    private long lastId;

    LogBatch(EventLog.Reader reader) {
        this.reader = reader;
    }

    void add(long id, Log log) {
        // What was left out comes before an event's lines.
        var isMarked = log.dropped() > 0 && !lines.isEmpty();
        if (isMarked || lines.size() + log.lines().size() > MOST_LINES) {
            tell();
        }
        lines.addAll(log.lines());
        dropped += log.dropped();
        lastId = id;
    }

    /** Tells what was added, before anything else is told. */
    void tell() {
        if (lastId > 0) {
            reader.event(lastId, new Log(List.copyOf(lines), dropped));
            lines = new ArrayList<>();
            dropped = 0;
            lastId = 0;
        }
    }
}
