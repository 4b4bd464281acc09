package dev.codefleet.gatewayclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.support.Json;
import dev.codefleet.support.SseEvent;
import dev.codefleet.support.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job's log of messages as a stream that resumes by itself: when it breaks, or ends without the
 * word that says that this was all, it goes on after the last event that came. One reader only.
 */
public final class JobEventStream implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final long REOPEN_PAUSE_MS = 200;

    /** The name of a stream's last event, which says whether that was all. */
    private static final String END = "end";

    private final Source source;
    private volatile @Nullable InputStream current;
    private volatile boolean isClosed;
    private volatile long heardAtNanos = System.nanoTime();
    private @Nullable String lastEventId;
    private long lastSeq;

    /** Whether the stream that was read last said that it was complete. */
    private boolean isWhole;

    /** Opens the stream after an event. */
    public interface Source {
        /**
         * Opens a connection that goes on after an event.
         *
         * @param lastEventId null for the start
         */
        InputStream open(@Nullable String lastEventId);
    }

    public JobEventStream(Source source) {
        this(0, source);
    }

    /**
     * @param after number of the last event that is known already; 0 for none
     */
    JobEventStream(long after, Source source) {
        this.source = source;
        this.lastSeq = after;
        this.lastEventId = after == 0 ? null : Long.toString(after);
    }

    /**
     * Hands over every event once and in order. Returns when the stream has ended by itself, or was
     * closed.
     *
     * @param isComplete asked when a stream brings nothing new and ends without a word, as those of
     *     older fleets do: whether that is the end, or only a lost connection
     * @throws CommandFailed if the gateway cannot be reached any more
     */
    public void forEach(Consumer<? super JobEvent> consumer, Completion isComplete) {
        while (!isClosed) {
            var before = lastSeq;
            isWhole = false;
            try (var stream = source.open(lastEventId)) {
                current = stream;
                read(stream, consumer);
            } catch (JsonProcessingException e) {
                throw CommandFailed.failed(
                        "An event of the job cannot be read.",
                        e.getOriginalMessage(),
                        "Are the command and the fleet of the same version?");
            } catch (IOException _) {
                // The connection broke: ask again from the last event on.
                pause();
                continue;
            }
            if (isClosed || isWhole || (lastSeq == before && isComplete.isComplete())) {
                return;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(REOPEN_PAUSE_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("Interrupted.");
        }
    }

    /**
     * Breaks a connection that brought nothing, not even a keep-alive, for too long: its other end
     * may be gone without a word. It is then opened again.
     */
    public void breakIfSilentFor(Duration longest) {
        if (System.nanoTime() - heardAtNanos > longest.toNanos()) {
            heardAtNanos = System.nanoTime();
            closeCurrent();
        }
    }

    /** Whether there is nothing more to come. */
    public interface Completion {
        boolean isComplete();
    }

    private void read(InputStream stream, Consumer<? super JobEvent> consumer) throws IOException {
        var parser = new SseParser();
        var buffer = new byte[CHUNK_BYTES];
        var batch = new ArrayList<SseEvent>();
        for (int count; !isClosed && (count = stream.read(buffer)) >= 0; ) {
            heardAtNanos = System.nanoTime();
            parser.feed(Arrays.copyOf(buffer, count), batch::add);
            deliver(batch, consumer);
            batch.clear();
        }
    }

    private void deliver(List<SseEvent> batch, Consumer<? super JobEvent> consumer)
            throws JsonProcessingException {
        for (var event : batch) {
            var message = Json.mapper().readValue(event.data(), JobEvent.class);
            if (event.name().equals(END)) {
                isWhole = Boolean.TRUE.equals(message.body().get("complete"));
            } else if (message.seq() > lastSeq) {
                lastSeq = message.seq();
                lastEventId = event.id() == null ? Long.toString(lastSeq) : event.id();
                consumer.accept(message);
            }
        }
    }

    /** Ends the reading, from any thread. */
    @Override
    public void close() {
        isClosed = true;
        closeCurrent();
    }

    private void closeCurrent() {
        var stream = current;
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
