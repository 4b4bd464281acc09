package dev.codefleet.programmer.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and port that a client asks for.
 *
 * @param host a name in small letters without a dot at its end, or an address in digits
 * @param address that the host is; null for a name
 */
record Target(String host, int port, @Nullable InetAddress address) {
    private static final int MOST_PORTS = 65_535;
    private static final int NAME_CHARACTERS = 253;

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_][a-z0-9_-]{0,62})*");

    /**
     * The last part of what some programs take for an IPv4 address: {@code 0x7f000001}, {@code
     * 2130706433}, {@code 0177.0.0.1}, {@code 127.1}. No name of the internet ends like that.
     */
    private static final Pattern NUMBER_AT_THE_END =
            Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final Pattern DOTTED =
            Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

    /**
     * Reads {@code host:port}. Each address has one form here: four decimal numbers, or IPv6 in
     * brackets without a zone and without an IPv4 address in it.
     *
     * @param defaultPort where there is no port; 0 if there must be one
     */
    static Optional<Target> parse(String authority, int defaultPort) {
        var text = authority.toLowerCase(Locale.ROOT);
        var end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (text.startsWith("[") && end == 0) {
            return Optional.empty();
        }
        var host = end < 0 ? text : text.substring(0, end);
        var rest = end < 0 ? "" : text.substring(end);
        var port = rest.isEmpty() ? defaultPort : port(rest);
        if (port < 1 || port > MOST_PORTS) {
            return Optional.empty();
        }
        if (host.startsWith("[")) {
            return literal(host.substring(1, host.length() - 1))
                    .filter(address -> !(address instanceof Inet4Address))
                    .map(address ->
                            new Target("[" + address.getHostAddress() + "]", port, address));
        }
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (NUMBER_AT_THE_END.matcher(name).matches()) {
            return literal(name).map(address -> new Target(name, port, address));
        }
        return isName(name) ? Optional.of(new Target(name, port, null)) : Optional.empty();
    }

    /** An address in its one form, IPv6 without brackets. */
    static Optional<InetAddress> literal(String text) {
        if (!DOTTED.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static boolean isName(String text) {
        return text.length() <= NAME_CHARACTERS
                && NAME.matcher(text).matches()
                && !NUMBER_AT_THE_END.matcher(text).matches();
    }

    private static int port(String rest) {
        return rest.matches(":[0-9]{1,5}") ? Integer.parseInt(rest.substring(1)) : -1;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
