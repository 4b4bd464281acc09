package dev.codefleet.identity;

import dev.codefleet.contract.agent.AgentKind;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The public enrolment keys of a fleet, by the kind of agents that each lets in. A kind may have
 * several: while a key is replaced, the old and the new one count.
 */
public final class EnrolmentKeys {
    private final Map<AgentKind, List<PublicKey>> keys;

    private EnrolmentKeys(Map<AgentKind, List<PublicKey>> keys) {
        this.keys = keys;
    }

    /**
     * The keys of a text with lines of kind and key, such as {@code programmer MCowBQYDK2Vw…};
     * empty lines, and those that begin with {@code #}, say nothing.
     *
     * @throws IllegalArgumentException naming the line, if one is malformed or there is no key
     */
    public static EnrolmentKeys parse(String text) {
        var keys = new EnumMap<AgentKind, List<PublicKey>>(AgentKind.class);
        var number = 0;
        for (var line : text.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(keys, line, number);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("has no key. " + FORM);
        }
        return new EnrolmentKeys(keys);
    }

    private static final String FORM =
            "Write lines of a kind ("
                    + Arrays.stream(AgentKind.values())
                            .map(AgentName::label)
                            .collect(Collectors.joining(", "))
                    + ") and the base64 text of an Ed25519 public key.";

    private static void add(Map<AgentKind, List<PublicKey>> keys, String line, int number) {
        var parts = line.split("\\s+", -1);
        var kind =
                Arrays.stream(AgentKind.values())
                        .filter(each -> AgentName.label(each).equals(parts[0]))
                        .findFirst();
        if (parts.length != 2 || kind.isEmpty()) {
            throw new IllegalArgumentException("has a line " + number + " that is none. " + FORM);
        }
        try {
            keys.computeIfAbsent(kind.get(), _ -> new ArrayList<>())
                    .add(SigningKeys.publicKey(parts[1]));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "has a line " + number + " that " + malformed.getMessage() + ". " + FORM,
                    malformed);
        }
    }

    /** The line of a key. */
    public static String line(AgentKind kind, PublicKey key) {
        return AgentName.label(kind) + " " + SigningKeys.text(key);
    }

    List<PublicKey> of(AgentKind kind) {
        return keys.getOrDefault(kind, List.of());
    }
}
