package dev.codefleet.registryclient;

import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.CalleeTokens;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The tokens and the enrolment of an agent for one callee. Safe for all threads. */
final class CalleeProof {
    private static final Logger LOG = Logger.getLogger(CalleeProof.class);

    private final String callee;
    private final AgentEnrolment enrolment;
    private final CalleeTokens tokens;

    /**
     * @param callee the name of whom this agent calls, as it was told it: of a registry the
     *     address, of another agent kind and id
     */
    CalleeProof(String callee, AgentEnrolment enrolment) {
        this.callee = callee;
        this.enrolment = enrolment;
        this.tokens = enrolment.credentials().tokensFor(callee);
    }

    /**
     * @param isNew whether the callee may not have been shown the enrolment yet
     */
    synchronized void addTo(RequestOptions request, boolean isNew) {
        request.putHeader(HttpHeaders.AUTHORIZATION, authorization());
        if (isNew) {
            request.putHeader(
                    AgentCredentials.ENROLMENT_HEADER, enrolment.credentials().enrolment());
        }
    }

    private String authorization() {
        return "Bearer " + tokens.at(enrolment.clock().instant());
    }

    /**
     * As {@link #correct}, for several requests at once: of those that were refused together, the
     * first corrects the clock, and all may go again.
     */
    synchronized boolean mayGoAgain(RequestOptions refused, @Nullable String date) {
        return date != null
                && (correct(date)
                        || !authorization()
                                .equals(refused.getHeaders().get(HttpHeaders.AUTHORIZATION)));
    }

    /**
     * Goes by the callee's clock, which has refused a token as out of time.
     *
     * @param date as the callee told it; null if it did not
     * @return whether the next token may be taken
     */
    synchronized boolean correct(@Nullable String date) {
        if (date == null) {
            return false;
        }
        try {
            var time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            if (!tokens.correct(time, enrolment.clock().instant())) {
                return false;
            }
            LOG.warnf(
                    "The clocks of this agent and another service differ: callee=%s ahead_s=%d",
                    callee, tokens.correction().toSeconds());
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }
}
