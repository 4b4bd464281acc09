package dev.codefleet.programmer.stream;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.programmer.TaskScheduler;
import dev.codefleet.programmer.execute.Output;
import dev.codefleet.programmer.spool.WholeLog;
import dev.codefleet.programmer.text.Excerpt;
import dev.codefleet.web.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the lines that an attempt prints into log events: some at a time, since an event per line
 * would cost more than the line, and no more than the budget allows. The excerpt gets them all, and
 * the whole log the bytes that they are made of. Safe for use by many threads.
 */
public final class LogRelay implements Output {
    private static final int MOST_LINES = 200;
    private static final Duration DELAY = Duration.ofMillis(100);

    private final EventLog events;
    private final Excerpt excerpt;
    private final WholeLog whole;
    private final LineBudget budget;
    private final TaskScheduler timers;
    private final Ticker ticker;
    private List<String> waiting = new ArrayList<>();
    private int dropped;
    private boolean isFlushDue;

    public LogRelay(
            EventLog events,
            Excerpt excerpt,
            WholeLog whole,
            int linesPerSecond,
            TaskScheduler timers,
            Ticker ticker) {
        this.events = events;
        this.excerpt = excerpt;
        this.whole = whole;
        this.budget = new LineBudget(linesPerSecond, ticker.nanos());
        this.timers = timers;
        this.ticker = ticker;
    }

    /** Adds a line of Codefleet's own. */
    public void mark(String line) {
        whole.mark(line);
        line(line);
    }

    @Override
    public void bytes(byte[] printed, int count) {
        whole.add(printed, count);
    }

    @Override
    public synchronized void line(String line) {
        excerpt.add(line);
        if (budget.spend(ticker.nanos())) {
            waiting.add(line);
        } else {
            // What is left out is told at its place: after the lines that came before it.
            flushLines();
            dropped++;
        }
        if (waiting.size() >= MOST_LINES) {
            flush();
        } else if (!isFlushDue) {
            isFlushDue = true;
            var unused = timers.after(DELAY, "log", this::flushWhenDue);
        }
    }

    /** Sends on what waits, so that an event published next comes after it. */
    public synchronized void flush() {
        if (waiting.isEmpty() && dropped == 0) {
            return;
        }
        events.publish(new AttemptEvent.Log(List.copyOf(waiting), dropped));
        waiting = new ArrayList<>();
        dropped = 0;
    }

    private void flushLines() {
        if (!waiting.isEmpty()) {
            flush();
        }
    }

    private synchronized void flushWhenDue() {
        isFlushDue = false;
        flush();
    }
}
