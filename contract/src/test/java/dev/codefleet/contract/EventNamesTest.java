package dev.codefleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.codefleet.contract.agent.WatchEvent;
import dev.codefleet.contract.attempt.AttemptEvent;
import dev.codefleet.contract.job.MessageType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of events on the wire: services of other versions read them. */
class EventNamesTest {
    @Test
    void eventsOfAttempts() {
        assertThat(names(AttemptEvent.class))
                .isEqualTo(
                        Map.of(
                                AttemptEvent.Accepted.class, "accepted",
                                AttemptEvent.Beat.class, "beat",
                                AttemptEvent.Progress.class, "progress",
                                AttemptEvent.Log.class, "log",
                                AttemptEvent.Report.class, "report"));
    }

    @Test
    void eventsOfTheRegistry() {
        assertThat(names(WatchEvent.class))
                .isEqualTo(
                        Map.of(
                                WatchEvent.Snapshot.class, "snapshot",
                                WatchEvent.Delta.class, "delta",
                                WatchEvent.Resync.class, "resync"));
    }

    /** In lower case the names of a job's events; upper case in their data and the database. */
    @Test
    void typesOfMessages() {
        assertThat(Arrays.stream(MessageType.values()).map(Enum::name))
                .containsExactlyInAnyOrder("CMD", "STATUS", "HEARTBEAT", "RESPONSE");
    }

    private static Map<Class<?>, String> names(Class<?> events) {
        var names = new HashMap<Class<?>, String>();
        for (var type : events.getPermittedSubclasses()) {
            names.put(type, type.getAnnotation(JsonTypeName.class).value());
        }
        return names;
    }
}
