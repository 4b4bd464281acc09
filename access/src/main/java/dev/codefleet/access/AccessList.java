package dev.codefleet.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All keys of a fleet at one moment. Immutable. */
public final class AccessList {
    /** The sum of no secret, which an unknown id is compared with: it takes the same time. */
    private static final String NO_SUM = "0".repeat(64);

    private final Map<String, AccessKey> keys = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException if two keys have one id
     */
    public AccessList(Collection<AccessKey> keys) {
        for (var key : keys) {
            if (this.keys.put(key.id(), key) != null) {
                throw new IllegalArgumentException("There are two keys " + key.id() + ".");
            }
        }
    }

    /** Whose key it is. */
    public Authentication authenticate(String token, Instant now) {
        var shown = KeyToken.parse(token);
        if (shown.isEmpty()) {
            return new Authentication.Unknown();
        }
        var key = keys.get(shown.get().id());
        var expected = key == null ? NO_SUM : key.sha256();
        if (!MessageDigest.isEqual(ascii(shown.get().sha256()), ascii(expected)) || key == null) {
            return new Authentication.Unknown();
        }
        return key.isExpired(now) ? new Authentication.Expired(key) : new Authentication.Known(key);
    }

    /**
     * The key as it is now if what was shown earlier still counts: it is listed with the same
     * secret and has not expired. Its role may be another one.
     */
    public Optional<AccessKey> stillCounting(AccessKey earlier, Instant now) {
        return find(earlier.id())
                .filter(key -> key.sha256().equals(earlier.sha256()))
                .filter(key -> !key.isExpired(now));
    }

    public Optional<AccessKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** In the order of the file. */
    public List<AccessKey> keys() {
        return List.copyOf(keys.values());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
