package dev.codefleet.programmer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.programmer.attempt.Orders;
import org.junit.jupiter.api.Test;

class CommitMessageTest {
    @Test
    void aCommitMessageIsTheTitleWithTrailers() {
        var order = Orders.nothing().order();

        assertThat(CommitMessage.of(order))
                .startsWith("Do the work\n\nCodefleet-Job: " + order.attempt().job() + "\n")
                .endsWith("Codefleet-Subtask: work\nCodefleet-Attempt: " + order.attempt() + "\n");
    }
}
