package dev.codefleet.registryclient;

import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.CalleeTokens;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The token and the enrolment of an agent for one replica. Used on the announcer's context only.
 */
final class ReplicaProof {
    private static final Logger LOG = Logger.getLogger(ReplicaProof.class);

    private final String registry;
    private final AgentCredentials credentials;
    private final CalleeTokens tokens;
    private final InstantSource clock;

    /**
     * @param registry address of the replica as this agent was told it: a registry has no other
     *     name
     */
    ReplicaProof(String registry, AgentCredentials credentials, InstantSource clock) {
        this.registry = registry;
        this.credentials = credentials;
        this.tokens = credentials.tokensFor(registry);
        this.clock = clock;
    }

    void addTo(RequestOptions request, boolean isRegistration) {
        request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + tokens.at(clock.instant()));
        if (isRegistration) {
            request.putHeader(AgentCredentials.ENROLMENT_HEADER, credentials.enrolment());
        }
    }

    /**
     * Goes by the replica's clock, which has refused a token as out of time.
     *
     * @param date as the replica told it
     * @return whether the next token may be taken
     */
    boolean correct(@Nullable String date) {
        if (date == null) {
            return false;
        }
        try {
            var time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            if (!tokens.correct(time, clock.instant())) {
                return false;
            }
            LOG.warnf(
                    "The clocks of this agent and a registry differ: registry=%s ahead_s=%d",
                    registry, tokens.correction().toSeconds());
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }
}
