package dev.codefleet.gateway.access;

import dev.codefleet.contract.problem.Problem;
import dev.codefleet.gateway.GatewayConfig;
import dev.codefleet.web.ProblemException;
import jakarta.inject.Singleton;

/**
 * Makes refusals with status 503 and a {@code Retry-After}: somebody who is needed is not there or
 * has too much to do.
 */
@Singleton
public class UnavailableRefusals {
    private final String retryAfterSeconds;

    UnavailableRefusals(GatewayConfig config) {
        retryAfterSeconds = Long.toString(config.retryAfter().plusMillis(999).toSeconds());
    }

    /** A 503 with that code. */
    public ProblemException because(String code, String title, String detail) {
        return new ProblemException(
                Problem.of(503, title, code, detail),
                new ProblemException.Header("Retry-After", retryAfterSeconds));
    }
}
