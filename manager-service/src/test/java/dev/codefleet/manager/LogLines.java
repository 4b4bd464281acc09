package dev.codefleet.manager;

import dev.codefleet.web.LogFields;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What a class logs, with the fields that a log in JSON has of it. */
public final class LogLines extends Handler implements AutoCloseable {
    /** One line. */
    public record Line(String text, Map<String, String> fields) {}

    private final Logger logger;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private LogLines(Logger logger) {
        this.logger = logger;
    }

    /** Listens until it is closed. */
    public static LogLines of(String source) {
        var lines = new LogLines(Logger.getLogger(source));
        lines.logger.addHandler(lines);
        return lines;
    }

    /** Those that begin so. */
    public List<Line> lines(String beginning) {
        return lines.stream().filter(line -> line.text().startsWith(beginning)).toList();
    }

    @Override
    public void publish(LogRecord record) {
        var extended = ExtLogRecord.wrap(record);
        new LogFields().isLoggable(extended);
        lines.add(new Line(extended.getFormattedMessage(), Map.copyOf(extended.getMdcCopy())));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
