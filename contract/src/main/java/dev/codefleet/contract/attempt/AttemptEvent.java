package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of an attempt's stream. Its SSE name is written on its record; its SSE id counts from 1.
 * Beats have no id and are not replayed. The report is the last event.
 */
public sealed interface AttemptEvent {

    /**
     * The order was taken.
     *
     * @param incarnation of the programmer
     */
    @JsonTypeName("accepted")
    record Accepted(AttemptId attempt, long incarnation) implements AttemptEvent {}

    /**
     * The attempt is still going. Every 2 s.
     *
     * @param number that grows with every beat of the programmer; who follows the attempt sends it
     *     back in {@link Following}
     */
    @JsonTypeName("beat")
    record Beat(long number) implements AttemptEvent {}

    /**
     * A new phase of the attempt.
     *
     * @param phase {@code workspace}, {@code executor}, {@code checks} or {@code commit}
     * @param iteration from 1; 0 before the first
     */
    @JsonTypeName("progress")
    record Progress(String phase, int iteration) implements AttemptEvent {}

    /**
     * Lines that the executor or a check printed, each at most 2,000 characters.
     *
     * @param dropped lines left out since the event before and so before these, because there were
     *     too many
     */
    @JsonTypeName("log")
    record Log(List<String> lines, int dropped) implements AttemptEvent {}

    /**
     * What the programmer answers at the end.
     *
     * @param state SUCCEEDED, FAILED or CANCELLED
     * @param bundle brings {@code receipt.commit} on top of {@code receipt.base}, to be had at
     *     {@code GET /v1/attempts/{id}/bundle}; null when nothing changed or there are no files
     * @param log what the attempt printed, at most 64 KiB: the beginning and the end with a mark
     *     between them when it is more
     * @param wholeLog all of it, where {@code log} is less; null for none
     * @param attestation the receipt, signed by the programmer's own key; null where it has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonTypeName("report")
    record Report(
            AttemptId attempt,
            AttemptState state,
            Receipt receipt,
            @Nullable BundleRef bundle,
            String log,
            @Nullable LogRef wholeLog,
            @Nullable Envelope attestation)
            implements AttemptEvent {
        /** A report that is not signed. */
        public Report(
                AttemptId attempt,
                AttemptState state,
                Receipt receipt,
                @Nullable BundleRef bundle,
                String log,
                @Nullable LogRef wholeLog) {
            this(attempt, state, receipt, bundle, log, wholeLog, null);
        }
    }
}
