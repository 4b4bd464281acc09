package dev.codefleet.programmer.egress;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what attempts reach. A host must be on the operator's list to be looked up, and every one
 * of its addresses must then be public, unless the operator has excepted it.
 */
public final class EgressRule {
    private static final String HOSTS = "codefleet.programmer.egress-hosts";
    private static final String PRIVATE = "codefleet.programmer.egress-private";

    /** Stands for {@link PackageHosts}. */
    private static final String PACKAGES = "packages";

    /** Stands for every host. */
    private static final String PUBLIC = "public";

    private static final Set<Integer> USUAL_PORTS = Set.of(80, 443);

    /**
     * What a name may lead to that an operator has excepted by that name. Other addresses, a
     * cloud's metadata among them, must be excepted themselves: whoever owns the name's zone
     * chooses where it leads.
     */
    private static final Set<AddressKind> EXCEPTED_BY_NAME =
            EnumSet.of(AddressKind.PUBLIC, AddressKind.LOOPBACK, AddressKind.PRIVATE);

    private final List<Entry> hosts = new ArrayList<>();
    private final List<Entry> exceptions = new ArrayList<>();

    /**
     * A host on a list.
     *
     * @param name in small letters; with a dot at its start every name that ends with it; empty for
     *     all hosts, null for a network's
     * @param port null for the usual ones
     */
    private record Entry(@Nullable String name, @Nullable Network network, @Nullable Integer port) {

        boolean hasHost(Target target) {
            var address = target.address();
            if (network != null) {
                return address != null && network.contains(address);
            }
            return hasName(target);
        }

        boolean hasName(Target target) {
            return name != null
                    && (name.isEmpty()
                            || name.equals(target.host())
                            || (name.startsWith(".") && target.host().endsWith(name)));
        }

        boolean hasPort(Target target) {
            return port == null ? USUAL_PORTS.contains(target.port()) : port == target.port();
        }
    }

    /**
     * @param hosts names, {@code *.name} for all below one, addresses, {@code packages}, {@code
     *     public}; each of the first three with a port, or with 80 and 443
     * @param exceptions names, addresses and networks with a port each that may be private
     * @throws IllegalArgumentException if one of them cannot be read; it names the setting
     */
    public EgressRule(Collection<String> hosts, Collection<String> exceptions) {
        for (var host : hosts) {
            switch (host.strip().toLowerCase(Locale.ROOT)) {
                case "" -> {}
                case PACKAGES ->
                        PackageHosts.ALL.forEach(
                                name -> this.hosts.add(new Entry(name, null, null)));
                case PUBLIC -> this.hosts.add(new Entry("", null, null));
                case String text -> this.hosts.add(host(text));
            }
        }
        for (var exception : exceptions) {
            if (!exception.isBlank()) {
                this.exceptions.add(exception(exception.strip().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static Entry host(String text) {
        var isBelow = text.startsWith("*.");
        var target = Target.parse(isBelow ? text.substring(2) : text, 1);
        var hasPort = text.matches(".*[^:]:[0-9]+") && (!text.contains("[") || text.contains("]:"));
        if (target.isEmpty() || (isBelow && target.get().address() != null)) {
            throw new IllegalArgumentException(
                    "%s has '%s', which is none of: packages, public, example.org, *.example.org,"
                                    .formatted(HOSTS, text)
                            + " 203.0.113.7, [2001:db8::7], the last four with or without a port"
                            + " such as :8443.");
        }
        var name = (isBelow ? "." : "") + target.get().host();
        return new Entry(name, null, hasPort ? target.get().port() : null);
    }

    private static Entry exception(String text) {
        var colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        var port = Target.parse("port:" + text.substring(colon + 1), 0).map(Target::port);
        if (port.isPresent() && Target.isName(host)) {
            return new Entry(host, null, port.get());
        }
        var isBracketed = host.startsWith("[") && host.endsWith("]");
        try {
            if (port.isPresent() && isBracketed == host.contains(":")) {
                var plain = isBracketed ? host.substring(1, host.length() - 1) : host;
                return new Entry(null, Network.parse(plain), port.get());
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "%s has '%s', which is none of: nexus.example.org:8081, 10.1.2.0/24:443,"
                                .formatted(PRIVATE, text)
                        + " [fd00::/8]:443. Each has its port.");
    }

    /**
     * Decides whether a host may be looked up, or, if it is an address, be looked at.
     *
     * @return why not; empty if it may
     */
    Optional<String> refusal(Target target) {
        var isExcepted =
                exceptions.stream().anyMatch(one -> one.hasHost(target) && one.hasPort(target));
        var listed = hosts.stream().filter(one -> one.hasHost(target)).toList();
        if (isExcepted || listed.stream().anyMatch(one -> one.hasPort(target))) {
            return Optional.empty();
        }
        return Optional.of(
                (listed.isEmpty() ? "this host is not on the list" : "not at this port of the host")
                        + " ("
                        + HOSTS
                        + ")");
    }

    /**
     * Decides whether the addresses of a host that may be looked up may be reached. One that may
     * not be is enough to refuse them all: which of them counts is then nobody's choice.
     *
     * @param isOwn whether an address is the machine's own
     * @return why not; empty if they may
     */
    Optional<String> refusal(
            Target target, List<InetAddress> addresses, Predicate<InetAddress> isOwn) {
        return addresses.stream()
                .map(address -> refusal(target, address, isOwn))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> refusal(
            Target target, InetAddress address, Predicate<InetAddress> isOwn) {
        var kind = AddressKind.of(address);
        var isFree = kind == AddressKind.PUBLIC && !isOwn.test(address);
        if (isFree || isExcepted(target, address, kind)) {
            return Optional.empty();
        }
        var what = kind == AddressKind.PUBLIC ? "an address of this machine" : kind.text;
        return Optional.of("it is at " + what + " (" + PRIVATE + ")");
    }

    private boolean isExcepted(Target target, InetAddress address, AddressKind kind) {
        return exceptions.stream()
                .filter(one -> one.hasPort(target))
                .anyMatch(one ->
                        one.network() == null
                                ? one.hasName(target) && EXCEPTED_BY_NAME.contains(kind)
                                : one.network().contains(address));
    }
}
