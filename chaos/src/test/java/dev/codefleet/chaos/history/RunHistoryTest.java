package dev.codefleet.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
    @TempDir private Path directory;

    @Test
    void whatWasWrittenIsReadAgain() {
        var file = directory.resolve("history.jsonl");
        List<HistoryEntry> entries =
                List.of(
                        new HistoryEntry.Began(1, 7, Map.of("p1", 2), 60_000),
                        new HistoryEntry.Submitted(2, "key", Map.of("b", List.of("a")), true),
                        new HistoryEntry.Logged(
                                3, "j", 1, "order", "m1", "p1", "a", "j.a.1", "p1", null, null),
                        new HistoryEntry.Ended(4, "j", "FAILED", "STALLED", "silence"),
                        new HistoryEntry.Surveyed(5, List.of(), List.of("x"), List.of(), Map.of()));

        try (var history = new RunHistory(file)) {
            entries.forEach(history::add);
            assertThat(history.entries()).isEqualTo(entries);
        }

        assertThat(RunHistory.read(file)).isEqualTo(entries);
    }
}
