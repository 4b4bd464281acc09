package dev.codefleet.web;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names by which a service is called. A browser sends the name of the address that a page
 * names, so a name that anybody can register and point at this machine ("DNS rebinding") must not
 * be taken; an address in digits and the names of the loopback interface cannot be pointed
 * elsewhere. Pure.
 */
final class HostNames {
    /** Takes every name. */
    private static final String ANY = "*";

    private static final String ANY_BELOW = "*.";
    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::", "[::]");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}(?:%25[\\w.~-]+)?]");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

    private final Set<String> names = new HashSet<>();
    private final List<String> suffixes;
    private final boolean isAnyTaken;

    /**
     * @param names besides those of the loopback interface and addresses in digits; {@code
     *     *.example.org} for all names below one, {@code *} for all
     */
    HostNames(Collection<String> names) {
        var all = names.stream().map(HostNames::normal).filter(name -> !name.isEmpty()).toList();
        all.stream().filter(name -> !name.startsWith(ANY)).forEach(this.names::add);
        this.suffixes =
                all.stream()
                        .filter(name -> name.startsWith(ANY_BELOW))
                        .map(name -> name.substring(1))
                        .toList();
        this.isAnyTaken = all.contains(ANY);
    }

    /**
     * Whether the service is called so.
     *
     * @param host a {@code Host} header: a name or address, with or without a port
     */
    boolean contains(String host) {
        var name = normal(PORT.matcher(host).replaceFirst(""));
        return isAnyTaken
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || IPV4.matcher(name).matches()
                || IPV6.matcher(name).matches()
                || names.contains(name)
                || suffixes.stream().anyMatch(name::endsWith);
    }

    /**
     * The host of a URL. Names with an underscore, which Compose gives, are none for {@link URI}.
     */
    static Optional<String> ofUrl(String url) {
        try {
            var uri = URI.create(url);
            var authority = uri.getRawAuthority();
            if (uri.getHost() != null || authority == null) {
                return Optional.ofNullable(uri.getHost());
            }
            var host = authority.substring(authority.lastIndexOf('@') + 1);
            return Optional.of(PORT.matcher(host).replaceFirst("")).filter(HostNames::isOne);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The name of the address that a service listens on; empty if it listens on all. */
    static Optional<String> ofListener(String host) {
        return Optional.of(host.strip()).filter(HostNames::isOne);
    }

    private static boolean isOne(String host) {
        return !host.isEmpty() && !host.startsWith(ANY) && !ALL_ADDRESSES.contains(host);
    }

    /** Names have no case, and may end with the dot of the root. */
    private static String normal(String name) {
        var lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
