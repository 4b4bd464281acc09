package dev.codefleet.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.cli.terminal.Style;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.MessageType;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTextTest {
    @Test
    void aMessageHasItsDateAndTheZoneOfItsTime() {
        var at = Instant.parse("2026-01-02T03:04:05.678Z");
        var event =
                new JobEvent(1, at, MessageType.STATUS, "manager-1", null, Map.of("what", "job"));

        assertThat(new EventText(Style.PLAIN).line(event))
                .matches(
                        "2026-01-0[123] \\d\\d:\\d4:05\\.678(Z|[+-]\\d\\d:\\d\\d) STATUS +manager-1 job");
    }
}
