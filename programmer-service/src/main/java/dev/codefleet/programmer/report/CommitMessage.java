package dev.codefleet.programmer.report;

import dev.codefleet.contract.attempt.Order;

/**
 * The message of an attempt's commit: the subtask's title, and trailers that say where it comes
 * from.
 */
public final class CommitMessage {
    private CommitMessage() {}

    public static String of(Order order) {
        var attempt = order.attempt();
        var title = order.task().title().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return """
        %s

        Codefleet-Job: %s
        Codefleet-Subtask: %s
        Codefleet-Attempt: %s
        """
                .formatted(
                        title.isEmpty() ? attempt.key() : title,
                        attempt.job(),
                        attempt.key(),
                        attempt);
    }
}
