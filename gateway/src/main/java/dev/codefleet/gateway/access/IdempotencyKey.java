package dev.codefleet.gateway.access;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.web.ProblemException;
import java.util.regex.Pattern;

/** The key by which a submission that is sent again is recognised. */
public record IdempotencyKey(String value) {
    /** The header that carries it. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /**
     * @throws ProblemException 400 INVALID_IDEMPOTENCY_KEY if the value has another form
     */
    public IdempotencyKey {
        if (!FORM.matcher(value).matches()) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "Invalid idempotency key",
                            "INVALID_IDEMPOTENCY_KEY",
                            HEADER + " must be 1 to 128 characters of A-Z a-z 0-9 . _ : -"));
        }
    }
}
