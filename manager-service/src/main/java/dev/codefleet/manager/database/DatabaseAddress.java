package dev.codefleet.manager.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A PostgreSQL address as libpq writes it, taken apart for JDBC.
 *
 * @param jdbc with neither user nor password
 * @param user empty if the address has none
 * @param password empty if the address has none
 */
record DatabaseAddress(String jdbc, String user, String password) {
    /** The last {@code @} of the authority ends the user: a password may hold others. */
    private static final Pattern FORM =
            Pattern.compile("postgres(?:ql)?://(?:([^/?#]*)@)?([^/?#@]+)(/[^?#]*)?(\\?[^#]*)?");

    /**
     * Reads {@code postgres://} and {@code postgresql://} addresses.
     *
     * @return empty if the text is of another kind
     * @throws IllegalArgumentException if it is of this kind and malformed; without the text
     */
    static Optional<DatabaseAddress> parse(String text) {
        if (!text.startsWith("postgres://") && !text.startsWith("postgresql://")) {
            return Optional.empty();
        }
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    DatabaseSettings.URL
                            + " is malformed. Write postgres://user:password@host:5432/name,"
                            + " with '/', '?', '#' and '%' in user and password percent-encoded.");
        }
        var login = parts.group(1) == null ? "" : parts.group(1);
        var colon = login.indexOf(':');
        var user = colon < 0 ? login : login.substring(0, colon);
        var password = colon < 0 ? "" : login.substring(colon + 1);
        var name = parts.group(3) == null ? "/" : parts.group(3);
        var options = parts.group(4) == null ? "" : parts.group(4);
        var jdbc = "jdbc:postgresql://" + parts.group(2) + name + options;
        return Optional.of(new DatabaseAddress(jdbc, decoded(user), decoded(password)));
    }

    /** Percent-encoding only: a plus is a plus here. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // Its message holds parts of the text.
            throw new IllegalArgumentException(
                    DatabaseSettings.URL + " has a '%' in user or password that encodes nothing.");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseAddress[" + jdbc + "]";
    }
}
