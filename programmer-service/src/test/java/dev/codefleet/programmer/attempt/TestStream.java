package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.attempt.AttemptEvent.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Reads the events of one stream, in order, as far as a test asks for them. */
public final class TestStream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;
    private final BiFunction<String, String, AttemptEvent> decode;
    private final List<AttemptEvent> events = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();

    TestStream(
            HttpResponse<InputStream> response, BiFunction<String, String, AttemptEvent> decode) {
        this.response = response;
        this.decode = decode;
        this.reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    public int status() {
        return response.statusCode();
    }

    /** The body of an answer that is no stream. */
    public String text() throws IOException {
        var text = new StringBuilder();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            text.append(line);
        }
        return text.toString();
    }

    /** Reads up to the first event of a kind that fits. */
    public <T extends AttemptEvent> T await(Class<T> type, Predicate<T> fits) throws IOException {
        while (true) {
            var event = next();
            if (type.isInstance(event) && fits.test(type.cast(event))) {
                return type.cast(event);
            }
        }
    }

    /** Reads up to a log line that contains a text. */
    public String awaitLine(String text) throws IOException {
        var log =
                await(
                        AttemptEvent.Log.class,
                        event -> event.lines().stream().anyMatch(line -> line.contains(text)));
        return log.lines().stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** Reads up to the report, and makes sure that it is the last event. */
    public Report report() throws IOException {
        var report = await(Report.class, _ -> true);
        if (reader.readLine() != null) {
            throw new AssertionError("the stream goes on after the report");
        }
        return report;
    }

    /** What was read so far. */
    public List<AttemptEvent> events() {
        return events;
    }

    /** The numbers of what was read so far, beats left out. */
    public List<Long> ids() {
        return ids;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private AttemptEvent next() throws IOException {
        var name = "";
        var data = new StringBuilder();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            } else if (line.startsWith("id:")) {
                ids.add(Long.valueOf(line.substring(3).strip()));
            } else if (line.isEmpty() && !name.isEmpty()) {
                var event = decode.apply(name, data.toString());
                events.add(event);
                return event;
            }
        }
        throw new AssertionError("the stream (status " + status() + ") ended after " + events);
    }
}
