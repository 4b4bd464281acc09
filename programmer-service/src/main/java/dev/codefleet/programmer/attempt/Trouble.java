package dev.codefleet.programmer.attempt;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.programmer.execute.Text;

/**
 * Why an iteration did not pass.
 *
 * @param what one sentence
 * @param output the end of what was printed; empty for none
 * @param isFinal whether another iteration is of no use
 */
record Trouble(FailureReason reason, String what, String output, boolean isFinal) {
    private static final int FAILURE_CHARACTERS = 4_000;
    private static final int FEEDBACK_CHARACTERS = 16_000;

    Failure failure() {
        return Failure.of(reason, text(FAILURE_CHARACTERS));
    }

    /** What the next iteration is told. */
    String feedback() {
        return text(FEEDBACK_CHARACTERS);
    }

    private String text(int max) {
        if (output.isBlank()) {
            return Text.cut(what, max);
        }
        var head = Text.cut(what, max / 2) + " The end of its output:\n";
        return head + Text.end(output.strip(), max - head.length());
    }
}
