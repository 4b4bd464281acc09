package dev.codefleet.identity;

import dev.codefleet.contract.agent.AgentKind;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;

/**
 * Checks who calls. A token's signature is checked once; what is left for the calls that follow is
 * its time. Safe for all threads.
 */
public final class CallVerifier {
    private static final String BEARER = "Bearer ";

    private final EnrolmentKeys enrolmentKeys;
    private final String callee;

    /** The newest token of each caller; guarded by itself. */
    private final Map<AgentName, Checked> checked;

    /** Proofs of enrolment that were found true; guarded by itself. */
    private final Map<String, Enrolled> enrolled;

    private record Checked(String token, PublicKey key, Instant expires) {}

    private record Enrolled(AgentName name, PublicKey key) {}

    /** What came of a check. */
    public sealed interface Verdict {}

    /**
     * The caller is who it says.
     *
     * @param key its public key
     */
    public record Proven(AgentName caller, PublicKey key) implements Verdict {}

    /**
     * The caller has not proved who it is.
     *
     * @param code stable, for programs
     * @param detail what is wrong and the way out; never with what the caller sent
     * @param calleesTime what the caller is to correct its clock by; null where that is not it
     */
    public record Refused(String code, String detail, @Nullable Instant calleesTime)
            implements Verdict {
        Refused(String code, String detail) {
            this(code, detail, null);
        }
    }

    /**
     * @param callee name of the service that checks, as callers were told it
     * @param maxRemembered most callers whose last token, and proof, is remembered
     */
    public CallVerifier(EnrolmentKeys enrolmentKeys, String callee, int maxRemembered) {
        this.enrolmentKeys = enrolmentKeys;
        this.callee = callee;
        this.checked = bounded(maxRemembered);
        this.enrolled = bounded(maxRemembered);
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Checks a call of whoever it is, by the proof of enrolment that comes with it.
     *
     * @param authorization the header of that name; null if the call has none
     * @param proof null if the call has none
     */
    public Verdict anybody(@Nullable String authorization, @Nullable String proof, Instant now) {
        if (authorization == null || proof == null) {
            return noToken();
        }
        var caller = enrolled(proof);
        return caller == null
                ? notEnrolled()
                : called(caller.name(), caller.key(), authorization, now);
    }

    private @Nullable Enrolled enrolled(String proof) {
        synchronized (enrolled) {
            var known = enrolled.get(proof);
            if (known != null) {
                return known;
            }
        }
        var found =
                Arrays.stream(AgentKind.values()).flatMap(kind -> ofKind(kind, proof)).findFirst();
        found.ifPresent(caller -> {
            synchronized (enrolled) {
                enrolled.put(proof, caller);
            }
        });
        return found.orElse(null);
    }

    /** Whom a key of that kind has signed for; a key of one kind signs for no other. */
    private Stream<Enrolled> ofKind(AgentKind kind, String proof) {
        return enrolmentKeys.of(kind).stream()
                .flatMap(key -> SignedClaims.ENROLMENT.verified(proof, key).stream())
                .flatMap(claims ->
                        AgentName.parse(claims.getClaimValueAsString("sub")).stream()
                                .filter(name -> name.kind() == kind)
                                .flatMap(name ->
                                        ownKey(claims)
                                                .map(key -> new Enrolled(name, key))
                                                .stream()));
    }

    /**
     * Checks a call of an agent that may not be known yet, by the proof of its enrolment.
     *
     * @param authorization the header of that name; null if the call has none
     * @param proof null if the call has none
     */
    public Verdict enrolled(
            AgentName caller, @Nullable String authorization, @Nullable String proof, Instant now) {
        if (authorization == null) {
            return noToken();
        }
        var key = proof == null ? Optional.<PublicKey>empty() : enrolledKey(caller, proof);
        return key.map(own -> called(caller, own, authorization, now))
                .orElseGet(() -> notEnrolled(caller));
    }

    /**
     * Checks a call of an agent whose public key is known.
     *
     * @param authorization the header of that name; null if the call has none
     */
    public Verdict called(
            AgentName caller, PublicKey key, @Nullable String authorization, Instant now) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return noToken();
        }
        var token = authorization.substring(BEARER.length()).strip();
        var known = remembered(caller);
        if (known != null && known.token().equals(token) && known.key().equals(key)) {
            return inTime(caller, known, now);
        }
        var claims = SignedClaims.CALL.verified(token, key);
        if (claims.isEmpty()) {
            return badToken(caller);
        }
        try {
            return verified(caller, key, token, claims.get(), now);
        } catch (MalformedClaimException _) {
            return badToken(caller);
        }
    }

    private Verdict verified(
            AgentName caller, PublicKey key, String token, JwtClaims claims, Instant now)
            throws MalformedClaimException {
        if (!caller.toString().equals(claims.getSubject()) || claims.getExpirationTime() == null) {
            return badToken(caller);
        }
        if (!List.of(callee).equals(claims.getAudience())) {
            return new Refused(
                    "WRONG_AUDIENCE",
                    "The token is for another service than this, "
                            + callee
                            + ". Callers must know this service by that name: a registry by its"
                            + " CODEFLEET_URL, an agent by its CODEFLEET_ID.");
        }
        var fresh =
                new Checked(
                        token, key, Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
        var verdict = inTime(caller, fresh, now);
        if (verdict instanceof Proven) {
            synchronized (checked) {
                checked.put(caller, fresh);
            }
        }
        return verdict;
    }

    private @Nullable Checked remembered(AgentName caller) {
        synchronized (checked) {
            return checked.get(caller);
        }
    }

    /** A token that ends later than in 60 s was made by a clock that is ahead, or for longer. */
    private static Verdict inTime(AgentName caller, Checked token, Instant now) {
        var left = Duration.between(now, token.expires());
        return left.isPositive() && left.compareTo(CalleeTokens.LIFE) <= 0
                ? new Proven(caller, token.key())
                : new Refused(
                        "TOKEN_OUT_OF_TIME",
                        "The token has ended, or begins later than now, "
                                + now
                                + ". Agents correct their clock by this answer's Date, by at most "
                                + CalleeTokens.MOST_OFF.toMinutes()
                                + " min.",
                        now);
    }

    private Optional<PublicKey> enrolledKey(AgentName caller, String proof) {
        return enrolmentKeys.of(caller.kind()).stream()
                .flatMap(key -> SignedClaims.ENROLMENT.verified(proof, key).stream())
                .filter(claims -> caller.toString().equals(claims.getClaimValueAsString("sub")))
                .flatMap(claims -> ownKey(claims).stream())
                .findFirst();
    }

    private static Optional<PublicKey> ownKey(JwtClaims claims) {
        var text = claims.getClaimValueAsString(AgentCredentials.KEY_CLAIM);
        try {
            return text == null ? Optional.empty() : Optional.of(SigningKeys.publicKey(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Refused noToken() {
        return new Refused(
                "NO_TOKEN",
                "This service takes calls of agents that prove who they are. Give the agent the"
                        + " enrolment key of its kind in CODEFLEET_ENROLMENT_KEY_FILE.");
    }

    private static Refused badToken(AgentName caller) {
        return new Refused(
                "BAD_TOKEN",
                "The token is not one that "
                        + caller
                        + " has signed with the key that it is known by here. An agent keeps its key"
                        + " in CODEFLEET_IDENTITY_DIRECTORY; no two may have one id.");
    }

    private static Refused notEnrolled() {
        return notEnrolled("No enrolment key that is known here has signed who calls");
    }

    private static Refused notEnrolled(AgentName caller) {
        return notEnrolled(
                "No enrolment key for agents of the kind "
                        + AgentName.label(caller.kind())
                        + " has signed that "
                        + caller.id()
                        + " has this key");
    }

    private static Refused notEnrolled(String what) {
        return new Refused(
                "NOT_ENROLLED",
                what
                        + ". Give the agent the enrolment key of its kind in"
                        + " CODEFLEET_ENROLMENT_KEY_FILE, and those that it calls its public key in"
                        + " CODEFLEET_ENROLMENT_KEYS_FILE.");
    }
}
