package dev.codefleet.identity;

import java.security.KeyPair;
import java.security.PrivateKey;
import org.jose4j.jwt.JwtClaims;

/**
 * An agent's own pair of keys, with the proof that it may have its name.
 *
 * @param enrolment the proof: name and public key, signed by the enrolment key of the kind. It has
 *     no end: a registry that was restarted, and knows nothing, takes the agent again by it
 */
public record AgentCredentials(AgentName name, KeyPair pair, String enrolment) {
    /** The header that brings the proof with a registration. */
    public static final String ENROLMENT_HEADER = "Codefleet-Enrolment";

    static final String KEY_CLAIM = "key";

    /**
     * Enrols an agent.
     *
     * @param enrolmentKey of the agent's kind; it is not kept
     */
    public static AgentCredentials enrol(AgentName name, KeyPair pair, PrivateKey enrolmentKey) {
        var claims = new JwtClaims();
        claims.setSubject(name.toString());
        claims.setClaim(KEY_CLAIM, SigningKeys.text(pair.getPublic()));
        return new AgentCredentials(name, pair, SignedClaims.ENROLMENT.sign(claims, enrolmentKey));
    }

    /**
     * The tokens for one callee.
     *
     * @param callee its name as this agent was told it, never as the callee says: else it could
     *     have tokens made that another one takes
     */
    public CalleeTokens tokensFor(String callee) {
        return new CalleeTokens(this, callee);
    }

    /** Without the keys, so that no log has them. */
    @Override
    public String toString() {
        return "AgentCredentials[" + name + "]";
    }
}
