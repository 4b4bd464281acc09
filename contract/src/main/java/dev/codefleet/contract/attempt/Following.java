package dev.codefleet.contract.attempt;

import java.util.List;

/**
 * Body of {@code POST /v1/attempts/followed}, which a manager sends a programmer every 2 s: which
 * attempts' streams it has heard, and how far. An open connection alone proves nothing, for a
 * machine may vanish without a word.
 */
public record Following(List<Heard> heard) {
    /**
     * An attempt that is followed.
     *
     * @param beat number of the last beat that came in the attempt's stream
     */
    public record Heard(AttemptId attempt, long beat) {}
}
