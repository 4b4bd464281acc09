package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class LogFieldsTest {
    @Test
    void theIdsThatAMessageNamesBecomeFields() {
        var record = record("attempt lost: job=%s attempt=%s cause=%s", "j1", "j1.a.2", "it died");

        assertThat(new LogFields().isLoggable(record)).isTrue();

        assertThat(record.getMdcCopy())
                .containsEntry("job", "j1")
                .containsEntry("attempt", "j1.a.2")
                .doesNotContainKey("cause");
    }

    @Test
    void aMessageWithoutAnyIsLeftAlone() {
        var record = record("The registry has warmed up");

        assertThat(new LogFields().isLoggable(record)).isTrue();

        assertThat(record.getMdcCopy()).isEmpty();
    }

    private static ExtLogRecord record(String format, Object... parameters) {
        var record = new ExtLogRecord(Level.INFO, format, ExtLogRecord.FormatStyle.PRINTF, "test");
        record.setParameters(parameters);
        return record;
    }
}
