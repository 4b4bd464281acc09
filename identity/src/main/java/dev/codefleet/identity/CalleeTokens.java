package dev.codefleet.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;

/**
 * An agent's tokens for one callee, each used for 30 s and good for 60. A clock that is off is
 * corrected by the callee's own, so that neither has to give the other time. Not safe for several
 * threads.
 */
public final class CalleeTokens {
    static final Duration LIFE = Duration.ofSeconds(60);
    private static final Duration USE = Duration.ofSeconds(30);

    /**
     * Most that a clock is corrected by. Whoever could shift it further would have tokens made that
     * are good long after.
     */
    static final Duration MOST_OFF = Duration.ofMinutes(15);

    private final AgentCredentials credentials;
    private final String callee;
    private Duration correction = Duration.ZERO;
    private @Nullable Made made;

    private record Made(String token, Instant at) {}

    CalleeTokens(AgentCredentials credentials, String callee) {
        this.credentials = credentials;
        this.callee = callee;
    }

    /** The token for a call. */
    public String at(Instant now) {
        var there = now.plus(correction);
        var last = made;
        if (last != null && !there.isBefore(last.at()) && there.isBefore(last.at().plus(USE))) {
            return last.token();
        }
        var claims = new JwtClaims();
        claims.setSubject(credentials.name().toString());
        claims.setAudience(callee);
        claims.setExpirationTime(NumericDate.fromSeconds(there.plus(LIFE).getEpochSecond()));
        var token = SignedClaims.CALL.sign(claims, credentials.pair().getPrivate());
        made = new Made(token, there);
        return token;
    }

    /**
     * Goes by the callee's clock from now on.
     *
     * @param callees its time, as it said when it refused a token as out of time
     * @return whether the next token will be another one; not if the clocks are 15 min apart or
     *     more, or agree
     */
    public boolean correct(Instant callees, Instant now) {
        var off = Duration.between(now, callees);
        // The callee tells whole seconds, cut off: what differs by less is the same.
        var isNews = off.minus(correction).abs().compareTo(Duration.of(1, ChronoUnit.SECONDS)) > 0;
        if (!isNews || off.abs().compareTo(MOST_OFF) >= 0) {
            return false;
        }
        correction = off;
        made = null;
        return true;
    }

    /** How far the callee's clock is ahead of this agent's, as far as is known. */
    public Duration correction() {
        return correction;
    }
}
