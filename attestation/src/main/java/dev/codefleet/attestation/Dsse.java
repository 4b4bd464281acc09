package dev.codefleet.attestation;

import dev.codefleet.contract.attempt.Envelope;
import dev.codefleet.support.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Makes and checks envelopes as DSSE v1 has them, with Ed25519 and for in-toto statements alone.
 *
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE</a>
 */
public final class Dsse {
    /** Media type of in-toto statements. */
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    /** Largest statement that is made or read. An order, whose checks it repeats, is smaller. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 20;

    private static final String ALGORITHM = "Ed25519";
    private static final int MOST_SIGNATURES = 8;

    private Dsse() {}

    /**
     * Signs a statement.
     *
     * @throws IllegalArgumentException if it is larger than any reader takes
     */
    public static Envelope sign(byte[] statement, KeyPair pair) {
        if (statement.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "A statement has %,d bytes, and at most %,d are signed"
                            .formatted(statement.length, MAX_PAYLOAD_BYTES));
        }
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(encoded(PAYLOAD_TYPE, statement));
            return new Envelope(
                    PAYLOAD_TYPE,
                    base64(statement),
                    List.of(
                            new Envelope.Signature(
                                    keyId(pair.getPublic()), base64(signature.sign()))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK refuses to sign", e);
        }
    }

    /**
     * The statement of an envelope, signed by whomever.
     *
     * @return empty if it is none, or too large
     */
    public static Optional<byte[]> statement(Envelope envelope) {
        if (!envelope.payloadType().equals(PAYLOAD_TYPE)
                || envelope.payload().length() > (MAX_PAYLOAD_BYTES + 2) / 3 * 4) {
            return Optional.empty();
        }
        return decoded(envelope.payload());
    }

    /** Whether a key has signed the envelope, whatever key it says itself. */
    public static boolean isSignedBy(Envelope envelope, PublicKey key) {
        var statement = statement(envelope);
        return statement.isPresent()
                && envelope.signatures().size() <= MOST_SIGNATURES
                && envelope.signatures().stream()
                        .anyMatch(each -> verifies(each, statement.get(), key));
    }

    private static boolean verifies(Envelope.Signature signed, byte[] statement, PublicKey key) {
        var bytes = decoded(signed.sig());
        if (bytes.isEmpty()) {
            return false;
        }
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(encoded(PAYLOAD_TYPE, statement));
            return signature.verify(bytes.get());
        } catch (GeneralSecurityException _) {
            // What has not the form of a signature at all.
            return false;
        }
    }

    /** What envelopes name a key by: the sum of its DER form. */
    public static String keyId(PublicKey key) {
        return Sha256.hex(Sha256.digest().digest(key.getEncoded()));
    }

    /** What is signed: PAE, the pre-authentication encoding, which ties the type to the payload. */
    static byte[] encoded(String type, byte[] payload) {
        var start =
                "DSSEv1 %d %s %d "
                        .formatted(
                                type.getBytes(StandardCharsets.UTF_8).length, type, payload.length)
                        .getBytes(StandardCharsets.UTF_8);
        var whole = new byte[start.length + payload.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(payload, 0, whole, start.length, payload.length);
        return whole;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
