package dev.codefleet.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Ed25519 keys as text: PEM for private ones, as {@code openssl genpkey -algorithm ed25519} writes
 * it, and the base64 of its DER form for a public one, which is what stands between the first and
 * the last line of its PEM.
 */
public final class SigningKeys {
    private static final String ALGORITHM = "Ed25519";

    private SigningKeys() {}

    /** A new pair. */
    public static KeyPair make() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK makes Ed25519 keys", e);
        }
    }

    /**
     * The private key of a PEM text, whatever else is in it.
     *
     * @throws IllegalArgumentException if there is none, without any of the text
     */
    public static PrivateKey privateKey(String pem) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(decoded(block(pem, "PRIVATE KEY"))));
        } catch (GeneralSecurityException _) {
            throw new IllegalArgumentException("holds a private key that is not Ed25519");
        }
    }

    /**
     * The public key of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PublicKey publicKey(String text) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(decoded(text)));
        } catch (GeneralSecurityException _) {
            throw new IllegalArgumentException("holds a public key that is not Ed25519");
        }
    }

    public static String text(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** A public key as PEM, as {@code openssl pkey -pubin} reads it. */
    public static String publicPem(PublicKey key) {
        return block("PUBLIC KEY").formatted(text(key));
    }

    static KeyPair pair(String pem) {
        return new KeyPair(publicKey(block(pem, "PUBLIC KEY")), privateKey(pem));
    }

    static String pem(KeyPair pair) {
        var secret = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        return block("PRIVATE KEY").formatted(secret) + publicPem(pair.getPublic());
    }

    private static String block(String label) {
        return "-----BEGIN " + label + "-----\n%s\n-----END " + label + "-----\n";
    }

    private static String block(String pem, String label) {
        var found =
                Pattern.compile(
                                "-----BEGIN "
                                        + label
                                        + "-----\\s+([A-Za-z0-9+/=\\s]+?)\\s+-----END")
                        .matcher(pem);
        if (!found.find()) {
            throw new IllegalArgumentException("holds no '-----BEGIN " + label + "-----'");
        }
        return found.group(1).replaceAll("\\s", "");
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("holds a key that is not base64");
        }
    }
}
