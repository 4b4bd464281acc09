package dev.codefleet.registryclient;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.identity.CallVerifier;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The answer to a caller that has not proved who it is. */
public final class UnprovenCall {
    private UnprovenCall() {}

    public static Problem problem(CallVerifier.Refused refusal) {
        var isUnknown = !refusal.code().equals("NOT_ENROLLED");
        return Problem.of(
                isUnknown ? 401 : 403,
                isUnknown ? "Unauthorized" : "Forbidden",
                refusal.code(),
                refusal.detail());
    }

    /** A time as the header {@code Date} has it. */
    public static String date(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}
