package dev.codefleet.programmer.stream;

import dev.codefleet.contract.attempt.AttemptEvent;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;

/**
 * The events of one attempt: given to readers as they come, and kept for readers that come later,
 * as many as fit. Log lines are what is given up when they do not; a later reader is told how many
 * are missing, where they are missing. Safe for use by many threads.
 */
public final class EventLog {
    /** Below what may wait for a reader, who gets all that is kept at once. */
    private static final int MOST_BYTES = 3 << 20;

    private final int maxLines;
    private final List<Entry> kept = new LinkedList<>();
    private final Set<Reader> readers = new LinkedHashSet<>();
    private long lastId;
    private int keptLines;
    private int keptBytes;
    private boolean isClosed;

    /** An event with its number. */
    record Entry(long id, AttemptEvent event) {}

    /** Gets events in order, on the thread that publishes them; it must not block. */
    public interface Reader {
        /**
         * An event of the attempt.
         *
         * @param id the event's number, or 0 for a beat, which is not kept
         */
        void event(long id, AttemptEvent event);

        /** There are no more. */
        void end();
    }

    /**
     * @param maxLines how many log lines to keep
     */
    public EventLog(int maxLines) {
        this.maxLines = maxLines;
    }

    /** Adds an event. A report closes the log; after it nothing is taken. */
    public synchronized void publish(AttemptEvent event) {
        if (isClosed) {
            return;
        }
        var id = ++lastId;
        keep(new Entry(id, event));
        readers.forEach(reader -> reader.event(id, event));
        if (event instanceof AttemptEvent.Report) {
            isClosed = true;
            readers.forEach(Reader::end);
            readers.clear();
        }
    }

    /** Tells readers that the attempt is still going. */
    public synchronized void beat(long number) {
        readers.forEach(reader -> reader.event(0, new AttemptEvent.Beat(number)));
    }

    /** Gives a reader what is kept after an event, and from then on everything. */
    public synchronized void read(long after, Reader reader) {
        var run = new LogBatch(reader);
        for (var entry : kept) {
            if (entry.id() <= after) {
                continue;
            }
            if (entry.event() instanceof AttemptEvent.Log log) {
                run.add(entry.id(), log);
            } else {
                run.tell();
                reader.event(entry.id(), entry.event());
            }
        }
        run.tell();
        if (isClosed) {
            reader.end();
        } else {
            readers.add(reader);
        }
    }

    /** A reader that has gone. */
    public synchronized void leave(Reader reader) {
        readers.remove(reader);
    }

    /** How many events are kept, to look at in tests. */
    synchronized int kept() {
        return kept.size();
    }

    /** The number of the last event. */
    public synchronized long lastId() {
        return lastId;
    }

    private void keep(Entry entry) {
        kept.add(entry);
        if (isMark(entry)) {
            joinWithPrevious(kept.listIterator(kept.size()));
        }
        keptLines += lines(entry);
        keptBytes += bytes(entry);
        var entries = kept.listIterator();
        while (isFull() && entries.hasNext()) {
            var oldest = entries.next();
            if (oldest.event() instanceof AttemptEvent.Log log) {
                keptLines -= lines(oldest);
                keptBytes -= bytes(oldest);
                entries.set(lost(oldest.id(), log.dropped() + log.lines().size()));
                joinWithPrevious(entries);
            }
        }
    }

    /** One mark for all that is lost in one place. */
    private static void joinWithPrevious(ListIterator<Entry> entries) {
        var last = entries.previous();
        if (entries.hasPrevious()
                && last.event() instanceof AttemptEvent.Log log
                && entries.previous().event() instanceof AttemptEvent.Log before) {
            if (before.lines().isEmpty()) {
                entries.remove();
                entries.next();
                entries.set(lost(last.id(), before.dropped() + log.dropped()));
                return;
            }
            entries.next();
        }
        entries.next();
    }

    /** Whether an event only tells how many lines are missing. */
    private static boolean isMark(Entry entry) {
        return entry.event() instanceof AttemptEvent.Log log && log.lines().isEmpty();
    }

    private static Entry lost(long id, int lines) {
        return new Entry(id, new AttemptEvent.Log(List.of(), lines));
    }

    private boolean isFull() {
        return keptLines > maxLines || keptBytes > MOST_BYTES;
    }

    /** Of its lines, as JSON. */
    private static int bytes(Entry entry) {
        return entry.event() instanceof AttemptEvent.Log log
                ? log.lines().stream().mapToInt(EventLog::bytes).sum()
                : 0;
    }

    /** At most: an escape is six bytes, another character up to three. */
    private static int bytes(String line) {
        var unusual = (int) line.chars().filter(EventLog::isLonger).count();
        return 3 + line.length() + 5 * unusual;
    }

    private static boolean isLonger(int character) {
        return character < ' ' || character > '~' || character == '"' || character == '\\';
    }

    private static int lines(Entry entry) {
        return entry.event() instanceof AttemptEvent.Log log ? log.lines().size() : 0;
    }
}
