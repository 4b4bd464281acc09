package dev.codefleet.programmer.egress;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kinds of IP addresses, by who may be behind them. The networks are those of the IANA
 * registries of special-purpose addresses (RFC 6890 and what followed it).
 */
enum AddressKind {
    /** Anybody on the internet. */
    PUBLIC("a public address"),
    LOOPBACK("a loopback address"),
    /** Of a network that is not the internet's, a provider's shared one included. */
    PRIVATE("a private address"),
    /** Of the same link; clouds give secrets away on one. */
    LINK_LOCAL("a link-local or metadata address"),
    MULTICAST("a multicast address"),
    /** An IPv6 address that a translator or tunnel takes for an IPv4 one. */
    EMBEDDED("an IPv6 address that stands for an IPv4 address"),
    /** For documentation, tests, or nothing yet. */
    RESERVED("a reserved address");

    /** In the order in which they are looked through: an exception stands before its network. */
    private static final Map<Network, AddressKind> SPECIAL = new LinkedHashMap<>();

    static {
        special(RESERVED, "0.0.0.0/8");
        special(PRIVATE, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10");
        special(LOOPBACK, "127.0.0.0/8");
        // The second is where machines of Azure find their host, though it looks public.
        special(LINK_LOCAL, "169.254.0.0/16", "168.63.129.16/32");
        special(RESERVED, "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24");
        // The first are relays of 6to4.
        special(RESERVED, "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4");
        special(MULTICAST, "224.0.0.0/4");

        special(LOOPBACK, "::1/128");
        special(RESERVED, "::/128");
        special(EMBEDDED, "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32");
        special(LINK_LOCAL, "fe80::/10");
        special(PRIVATE, "fc00::/7", "fec0::/10");
        special(MULTICAST, "ff00::/8");
        special(RESERVED, "2001::/23", "2001:db8::/32", "3fff::/20");
        special(PUBLIC, "2000::/3");
        // Those that stand for IPv4 addresses, as ::ffff:10.0.0.1 does, and their neighbours.
        special(EMBEDDED, "::/64");
        special(RESERVED, "::/0");
    }

    /** The kind, as a part of a sentence. */
    final String text;

    AddressKind(String text) {
        this.text = text;
    }

    private static void special(AddressKind kind, String... networks) {
        for (var network : networks) {
            SPECIAL.put(Network.parse(network), kind);
        }
    }

    static AddressKind of(InetAddress address) {
        return SPECIAL.entrySet().stream()
                .filter(special -> special.getKey().contains(address))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(PUBLIC);
    }
}
