package dev.codefleet.programmer.report;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.programmer.text.Excerpt;
import dev.codefleet.programmer.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * The failure of one iteration.
 *
 * @param what whole sentences
 * @param output what was printed; null for nothing that would tell why
 * @param again the least that another try has to begin with
 */
public record IterationFailure(
        FailureReason reason, String what, @Nullable Excerpt output, Again again) {
    private static final int FAILURE_CHARACTERS = 4_000;
    private static final int FEEDBACK_CHARACTERS = 16_000;

    /** What may be tried again. */
    public enum Again {
        /** The next iteration, in the same tree. */
        ITERATION,
        /** Another attempt, maybe elsewhere. */
        ATTEMPT,
        /** Nothing: it would end alike. */
        NOTHING
    }

    public Failure failure() {
        var permanent = again == Again.NOTHING ? Boolean.TRUE : null;
        return new Failure(reason, text(FAILURE_CHARACTERS), null, permanent);
    }

    /** What the next iteration is told. */
    public String feedback() {
        return text(FEEDBACK_CHARACTERS);
    }

    /**
     * This trouble of the first of several iterations, as that of the attempt: what comes after it
     * may be only its echo, from the tree that it left. The last one is told as well.
     */
    public IterationFailure before(IterationFailure last, int iterations) {
        var first = "Iteration 1 of " + iterations + ": " + text(FAILURE_CHARACTERS / 2);
        return last.text(FEEDBACK_CHARACTERS).equals(text(FEEDBACK_CHARACTERS))
                ? new IterationFailure(reason, first, null, again)
                : new IterationFailure(
                        reason,
                        first
                                + "\nIteration "
                                + iterations
                                + ": "
                                + last.text(FAILURE_CHARACTERS / 2 - 100),
                        null,
                        again);
    }

    /** A failure of a later iteration, together with this trouble of the first one. */
    public Failure before(Failure end) {
        var text = end.message() + " Before that, iteration 1 had failed: ";
        return new Failure(
                end.reason(),
                Text.cut(text + text(FAILURE_CHARACTERS / 2), FAILURE_CHARACTERS),
                end.retryAfterMs(),
                end.permanent());
    }

    private String text(int max) {
        if (output == null || output.isEmpty()) {
            return Text.cut(what, max);
        }
        var head = Text.cut(what, max / 2) + "\nIts output:\n";
        return head + output.text(max - head.length()).strip();
    }
}
