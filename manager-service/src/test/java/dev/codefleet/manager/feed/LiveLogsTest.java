package dev.codefleet.manager.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.attempt.AttemptEvent.Log;
import dev.codefleet.contract.attempt.AttemptId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLogsTest {
    private static final AttemptId ATTEMPT = AttemptId.parse("job1.work.1");

    private final LiveLogs logs = new LiveLogs();

    @Test
    void whatTheProgrammerLeftOutIsToldWhereItWas() {
        logs.append(ATTEMPT, new Log(List.of("one", "two"), 0));
        logs.append(ATTEMPT, new Log(List.of("nine"), 1_234));

        assertThat(logs.lines(ATTEMPT))
                .containsExactly("one", "two", "[1,234 lines left out here]", "nine");
    }

    @Test
    void whoComesLateIsToldHowManyLinesCameBefore() {
        for (var i = 1; i <= 700; i++) {
            logs.append(ATTEMPT, new Log(List.of("line " + i), 0));
        }
        var told = new ArrayList<String>();
        logs.follow(
                ATTEMPT,
                new LiveLogs.Follower() {
                    @Override
                    public void lines(List<String> lines) {
                        told.addAll(lines);
                    }

                    @Override
                    public void end() {}

                    @Override
                    public void moved() {}
                });

        assertThat(told)
                .hasSize(501)
                .startsWith("[200 earlier lines left out]", "line 201")
                .endsWith("line 700")
                .isEqualTo(logs.lines(ATTEMPT));
    }
}
