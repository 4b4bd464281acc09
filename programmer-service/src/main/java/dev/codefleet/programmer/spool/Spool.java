package dev.codefleet.programmer.spool;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.attempt.AttemptState;
import dev.codefleet.contract.attempt.Order;
import dev.codefleet.support.Directories;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps on disk what must outlive the process: which attempts have begun, and the reports and
 * bundles that no manager has acknowledged. One directory per attempt; the report comes into it
 * last and in one step, so that where there is a report there is all of it. Written for a killed
 * process, not for a machine that loses its power: an attempt that is lost with the disk cache is
 * unknown afterwards and made anew.
 */
public final class Spool implements Reports {
    private static final String BEGUN = "begun.json";
    private static final String REPORT = "report.json";
    private static final String BUNDLE = "result.bundle";
    private static final String LOG = "log.gz";
    private static final ObjectMapper JSON = Json.mapper();

    private final Path directory;
    private final Map<AttemptId, AttemptState> finished = new ConcurrentHashMap<>();
    private final List<Begun> interrupted;

    /** An attempt that has begun. */
    public record Begun(Order order, Instant startedAt) {}

    /**
     * An attempt that has ended.
     *
     * @param eventId the number of the report in the attempt's events
     */
    public record Finished(long eventId, Report report) {}

    /** Opens the spool, with what an earlier process left in it. */
    public Spool(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.interrupted = load();
    }

    /** Attempts of an earlier process that have begun and not ended. */
    public List<Begun> interrupted() {
        return interrupted;
    }

    /** Notes that an attempt begins. To be called before anything of it runs. */
    public void begin(Begun begun) throws IOException {
        var place = Files.createDirectories(place(begun.order().attempt()));
        write(place.resolve(BEGUN), begun);
    }

    /** Where the attempt's bundle is to be written, before {@link #finish}. */
    public Path bundleFile(AttemptId attempt) {
        return place(attempt).resolve(BUNDLE);
    }

    /** Where the attempt's whole log is to be written, before {@link #finish}. */
    public Path logFile(AttemptId attempt) {
        return place(attempt).resolve(LOG);
    }

    /** Keeps a report. */
    public void finish(Finished end) throws IOException {
        var attempt = end.report().attempt();
        var place = Files.createDirectories(place(attempt));
        write(place.resolve(REPORT), end);
        finished.put(attempt, end.report().state());
    }

    @Override
    public Optional<Finished> find(AttemptId attempt) {
        if (!has(attempt)) {
            return Optional.empty();
        }
        try {
            var report = place(attempt).resolve(REPORT).toFile();
            return Optional.of(JSON.readValue(report, Finished.class));
        } catch (IOException e) {
            if (!has(attempt)) {
                // It was acknowledged meanwhile.
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean has(AttemptId attempt) {
        return finished.containsKey(attempt);
    }

    @Override
    public Optional<Path> bundle(AttemptId attempt) {
        var file = bundleFile(attempt);
        return has(attempt) && Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public Optional<Path> log(AttemptId attempt) {
        var file = logFile(attempt);
        return has(attempt) && Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void forget(AttemptId attempt) throws IOException {
        if (finished.remove(attempt) != null) {
            Directories.delete(place(attempt));
        }
    }

    /** Deletes what is here of an attempt whose report could not be kept. */
    public void discard(AttemptId attempt) throws IOException {
        if (!has(attempt)) {
            Directories.delete(place(attempt));
        }
    }

    @Override
    public Map<AttemptId, AttemptState> finished() {
        return Map.copyOf(finished);
    }

    @Override
    public int size() {
        return finished.size();
    }

    /** A name that differs for different attempts also where the disk takes A for a. */
    static String fileName(AttemptId attempt) {
        var name = new StringBuilder();
        for (var c : attempt.toString().toCharArray()) {
            if (Character.isUpperCase(c)) {
                name.append('+').append(Character.toLowerCase(c));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private Path place(AttemptId attempt) {
        return directory.resolve(fileName(attempt));
    }

    private List<Begun> load() throws IOException {
        var begun = new ArrayList<Begun>();
        try (var places = Files.newDirectoryStream(directory)) {
            for (var place : places) {
                if (Files.exists(place.resolve(REPORT))) {
                    var end = JSON.readValue(place.resolve(REPORT).toFile(), Finished.class);
                    finished.put(end.report().attempt(), end.report().state());
                } else if (Files.exists(place.resolve(BEGUN))) {
                    begun.add(JSON.readValue(place.resolve(BEGUN).toFile(), Begun.class));
                } else {
                    Directories.delete(place);
                }
            }
        }
        return List.copyOf(begun);
    }

    private static void write(Path file, Object content) throws IOException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, Json.bytes(content));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
