package dev.codefleet.cli.job;

import dev.codefleet.cli.terminal.Style;
import dev.codefleet.contract.job.JobEvent;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A job's messages as lines. */
final class EventText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSXXX", Locale.ROOT);

    private final Style style;

    EventText(Style style) {
        this.style = style;
    }

    /**
     * Such as {@code 2026-01-02 12:00:01.250Z CMD manager-1 -> programmer-2 order attempt=...
     * subtask=...}.
     */
    String line(JobEvent event) {
        var time = TIME.format(event.at().atZone(ZoneId.systemDefault()));
        var route = event.from() + (event.to() == null ? "" : " -> " + event.to());
        var body = new TreeMap<>(event.body());
        var what = String.valueOf(body.remove("what"));
        var type = String.format(Locale.ROOT, "%-8s", event.type());
        return style.dim(time) + " " + type + " " + route + " " + style.bold(what) + fields(body);
    }

    private static String fields(Map<String, Object> body) {
        var line = new StringBuilder();
        body.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }
}
