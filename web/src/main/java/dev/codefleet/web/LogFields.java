package dev.codefleet.web;

import io.quarkus.logging.LoggingFilter;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Makes fields of the ids that a message names as {@code key=value}, so that logs as JSON can be
 * searched by them. The messages stay as they are; nothing is left out.
 */
@LoggingFilter(name = "fields")
public final class LogFields implements Filter {
    private static final Set<String> NAMES =
            Set.of(
                    "job",
                    "subtask",
                    "attempt",
                    "agent",
                    "programmer",
                    "registry",
                    "fence",
                    "state",
                    "reason",
                    "by");

    private static final Pattern FIELD = Pattern.compile("\\b([a-z_]{2,20})=(\\S{1,200})");

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record instanceof ExtLogRecord extended) {
            var message = extended.getFormattedMessage();
            if (message != null && message.indexOf('=') > 0) {
                var found = FIELD.matcher(message);
                while (found.find()) {
                    if (NAMES.contains(found.group(1))) {
                        extended.putMdc(found.group(1), found.group(2));
                    }
                }
            }
        }
        return true;
    }
}
