package dev.codefleet.chaos.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Records what happens in a run, in memory and in a file. Thread-safe. */
public final class RunHistory implements AutoCloseable {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final List<HistoryEntry> entries = new ArrayList<>();
    private final BufferedWriter file;

    /**
     * Begins a new one.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public RunHistory(Path file) {
        try {
            this.file = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Reads what an earlier run took down. */
    public static List<HistoryEntry> read(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(RunHistory::entry).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Adds an entry, in the order of the calls. */
    public synchronized void add(HistoryEntry entry) {
        entries.add(entry);
        try {
            file.write(JSON.writeValueAsString(entry));
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the history", e);
        }
    }

    /** All so far. */
    public synchronized List<HistoryEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the history", e);
        }
    }

    private static HistoryEntry entry(String line) {
        try {
            return JSON.readValue(line, HistoryEntry.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
