package dev.codefleet.identity;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Claims in the compact form of a JWT (RFC 7519), signed by Ed25519 and nothing else. The type in
 * the header keeps what was signed for one purpose from being taken for another.
 */
enum SignedClaims {
    CALL("codefleet-call+jwt"),
    ENROLMENT("codefleet-enrolment+jwt");

    /** Four times what the longest id and address give. */
    private static final int MAX_CHARACTERS = 8 * 1024;

    private final String type;

    SignedClaims(String type) {
        this.type = type;
    }

    String sign(JwtClaims claims, PrivateKey key) {
        var signed = new JsonWebSignature();
        signed.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signed.setHeader("typ", type);
        signed.setPayload(claims.toJson());
        signed.setKey(key);
        try {
            return signed.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The JDK refuses to sign", e);
        }
    }

    /** The claims of a text, if that key has signed it for this purpose. */
    Optional<JwtClaims> verified(String text, PublicKey key) {
        if (text.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        try {
            var signed = new JsonWebSignature();
            signed.setAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
            signed.setCompactSerialization(text);
            signed.setKey(key);
            return type.equals(signed.getHeader("typ")) && signed.verifySignature()
                    ? Optional.of(JwtClaims.parse(signed.getPayload()))
                    : Optional.empty();
        } catch (JoseException | InvalidJwtException _) {
            return Optional.empty();
        }
    }
}
