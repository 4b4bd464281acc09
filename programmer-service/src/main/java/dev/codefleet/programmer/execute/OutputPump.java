package dev.codefleet.programmer.execute;

import dev.codefleet.programmer.text.LineSplitter;
import dev.codefleet.web.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads what a process prints, so that it never waits for a reader. Has a platform thread, since
 * reading a pipe would hold the thread that carries a virtual one.
 */
final class OutputPump {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InputStream in;
    private final Output output;
    private final LineSplitter lines;
    private final Ticker ticker;
    private final Thread thread;
    private volatile long lastOutput;

    OutputPump(InputStream in, Output output, Ticker ticker) {
        this.in = in;
        this.lines = new LineSplitter(output::line);
        this.output = output;
        this.ticker = ticker;
        this.lastOutput = ticker.nanos();
        this.thread = Thread.ofPlatform().daemon().name("output").unstarted(this::copy);
    }

    void start() {
        thread.start();
    }

    /** When something was last printed, or the pump was made, by the monotonic clock. */
    long lastOutput() {
        return lastOutput;
    }

    /**
     * Waits for the end of the output, which comes when the last process that could print is gone.
     */
    void finish(Duration limit) throws InterruptedException {
        if (!thread.join(limit)) {
            thread.interrupt();
        }
    }

    private void copy() {
        var buffer = new byte[BUFFER_BYTES];
        try (in) {
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                lastOutput = ticker.nanos();
                output.bytes(buffer, count);
                lines.accept(buffer, count);
            }
        } catch (IOException _) {
            // The pipe of a killed process breaks: what came until then is the output.
            lines.finish();
            return;
        }
        lines.finish();
    }
}
