package dev.codefleet.attestation;

import dev.codefleet.identity.SigningKeys;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The public keys of a fleet that somebody trusts, by the names of their agents ({@code
 * programmer/programmer-1}). An agent may have had several.
 */
public final class TrustedKeys {
    private static final Pattern LINE =
            Pattern.compile("((?:gateway|manager|programmer)/\\S+)\\s+(\\S+)");

    private final Map<String, Set<String>> texts;
    private final Map<String, List<PublicKey>> keys = new LinkedHashMap<>();

    private TrustedKeys(Map<String, Set<String>> texts) {
        this.texts = texts;
        texts.forEach(
                (name, all) -> keys.put(name, all.stream().map(SigningKeys::publicKey).toList()));
    }

    /**
     * The keys of a text with lines of name and key, such as {@code programmer/programmer-1
     * MCowBQYDK2Vw…}; empty lines, and those that begin with {@code #}, say nothing.
     *
     * @throws IllegalArgumentException naming the line, if one is malformed
     */
    public static TrustedKeys parse(String text) {
        var found = new LinkedHashMap<String, Set<String>>();
        var number = 0;
        for (var line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "has a line "
                                + number
                                + " that is none. Write lines of a name, such as"
                                + " programmer/programmer-1, and the base64 text of an Ed25519"
                                + " public key.");
            }
            try {
                SigningKeys.publicKey(parts.group(2));
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(
                        "has a line " + number + " that " + malformed.getMessage() + ".",
                        malformed);
            }
            found.computeIfAbsent(parts.group(1), _ -> new LinkedHashSet<>()).add(parts.group(2));
        }
        return new TrustedKeys(found);
    }

    /** The same with one more key, after those that its agent had. */
    public TrustedKeys with(String name, String key) {
        var all = new LinkedHashMap<String, Set<String>>();
        texts.forEach((known, of) -> all.put(known, new LinkedHashSet<>(of)));
        all.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(key);
        return new TrustedKeys(all);
    }

    /** The text that {@link #parse} reads. */
    public String text() {
        var lines = new ArrayList<String>();
        texts.forEach((name, all) -> all.forEach(key -> lines.add(name + " " + key)));
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** The number of keys. */
    public int size() {
        return texts.values().stream().mapToInt(Set::size).sum();
    }

    List<PublicKey> of(String name) {
        return keys.getOrDefault(name, List.of());
    }

    Map<String, List<PublicKey>> all() {
        return keys;
    }
}
