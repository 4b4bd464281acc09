package dev.codefleet.access;

import dev.codefleet.support.Sha256;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The text of a key, as its holder sends it: {@code cf_<id>_<secret>}. The prefix lets scanners for
 * leaked secrets find it.
 *
 * @param secret 32 to 128 letters, digits, {@code _} and {@code -}
 */
public record KeyToken(String id, String secret) {
    private static final String PREFIX = "cf_";
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{32,128}");
    private static final int SECRET_BYTES = 32;

    /**
     * @throws IllegalArgumentException if a part has another form, without saying which secret
     */
    public KeyToken {
        if (!AccessKey.isId(id) || !SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException("A key is written cf_<id>_<secret>.");
        }
    }

    /** The token that a text is; an id has no {@code _}, so the first one ends it. */
    public static Optional<KeyToken> parse(String text) {
        var end = text.indexOf('_', PREFIX.length());
        if (!text.startsWith(PREFIX) || end < 0) {
            return Optional.empty();
        }
        var id = text.substring(PREFIX.length(), end);
        var secret = text.substring(end + 1);
        return AccessKey.isId(id) && SECRET.matcher(secret).matches()
                ? Optional.of(new KeyToken(id, secret))
                : Optional.empty();
    }

    /**
     * A new token.
     *
     * @param random fills an array with bytes that nobody can guess, as {@code
     *     SecureRandom::nextBytes} does
     */
    public static KeyToken make(String id, Consumer<byte[]> random) {
        var bytes = new byte[SECRET_BYTES];
        random.accept(bytes);
        return new KeyToken(id, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** As it is sent. */
    public String text() {
        return PREFIX + id + "_" + secret;
    }

    /** The sum of the secret, for the access file. */
    public String sha256() {
        return Sha256.of(secret);
    }

    /** Without the secret, so that no log has it. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
