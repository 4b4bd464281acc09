package dev.codefleet.programmer.egress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A request to the proxy, read from its head (RFC 9112). */
sealed interface ProxyRequest {

    /** Wants bytes passed both ways. */
    record Tunnel(Target target) implements ProxyRequest {}

    /**
     * Wants a plain HTTP request made.
     *
     * @param head as the host gets it: for it alone, and the last on its connection
     */
    record Forward(Target target, String head, BodyEnd body) implements ProxyRequest {}

    /**
     * Cannot be understood.
     *
     * @param why for people
     */
    record Bad(String why) implements ProxyRequest {}

    String FORM = "Ask for CONNECT host:port, or for http://host/path.";

    Pattern LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\\S+) HTTP/1\\.([01])");
    Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*");
    Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0A-\\x1F\\x7F]");

    /** What is between two neighbours, and not the host's. */
    Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authorization",
                    "proxy-authenticate",
                    "te",
                    "upgrade");

    /** What says where a request ends and whose it is; no client may have it left out. */
    Set<String> FRAMING = Set.of("host", "content-length", "transfer-encoding");

    /** A header's name, in small letters, and its line. */
    record Header(String name, String value, String line) {}

    /**
     * @param head up to the empty line, without it
     */
    static ProxyRequest parse(String head) {
        var lines = head.split("\r\n", -1);
        var line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            return new Bad("This is no HTTP request. " + FORM);
        }
        var headers = new ArrayList<Header>();
        for (var i = 1; i < lines.length; i++) {
            var header = HEADER.matcher(lines[i]);
            if (CONTROL.matcher(lines[i]).find() || !header.matches()) {
                return new Bad("A header is malformed.");
            }
            var name = header.group(1).toLowerCase(Locale.ROOT);
            headers.add(new Header(name, header.group(2), lines[i]));
        }
        var method = line.group(1);
        var uri = line.group(2);
        if (method.equals("CONNECT")) {
            return Target.parse(uri, 0)
                    .<ProxyRequest>map(Tunnel::new)
                    .orElseGet(() -> noTarget(uri));
        }
        if (!uri.regionMatches(true, 0, "http://", 0, 7)) {
            return new Bad("This is a proxy. " + FORM);
        }
        var end = 7;
        while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        var target = Target.parse(uri.substring(7, end), 80);
        if (target.isEmpty()) {
            return noTarget(uri.substring(7, end));
        }
        var path = uri.substring(end);
        var body = body(headers, line.group(3).equals("1"));
        if (body.isEmpty()) {
            return new Bad("The length of the body is not clear.");
        }
        return new Forward(
                target.get(),
                "%s %s HTTP/1.%s\r\nHost: %s\r\n"
                                .formatted(
                                        method,
                                        path.startsWith("/") ? path : "/" + path,
                                        line.group(3),
                                        uri.substring(7, end))
                        + passedOn(headers)
                        + "Connection: close\r\n\r\n",
                body.get());
    }

    private static Bad noTarget(String authority) {
        return new Bad(
                "'"
                        + authority
                        + "' is no host with a port. Addresses are written as 203.0.113.7 or"
                        + " [2001:db8::7], and nobody's name stands before a host.");
    }

    private static Optional<BodyEnd> body(List<Header> headers, boolean isChunkedKnown) {
        var lengths = headers.stream().filter(one -> one.name().equals("content-length")).toList();
        var codings =
                headers.stream().filter(one -> one.name().equals("transfer-encoding")).toList();
        if (codings.size() + lengths.size() > 1) {
            return Optional.empty();
        }
        if (!codings.isEmpty()) {
            return isChunkedKnown && codings.getFirst().value().equalsIgnoreCase("chunked")
                    ? Optional.of(BodyEnd.ofChunks())
                    : Optional.empty();
        }
        if (lengths.isEmpty()) {
            return Optional.of(BodyEnd.afterBytes(0));
        }
        var length = lengths.getFirst().value();
        return length.matches("[0-9]{1,15}")
                ? Optional.of(BodyEnd.afterBytes(Long.parseLong(length)))
                : Optional.empty();
    }

    private static String passedOn(List<Header> headers) {
        var dropped = new HashSet<>(HOP_BY_HOP);
        for (var header : headers) {
            if (header.name().equals("connection")) {
                for (var named : header.value().toLowerCase(Locale.ROOT).split(",", -1)) {
                    dropped.add(named.strip());
                }
            }
        }
        dropped.removeAll(FRAMING);
        dropped.add("host");
        var passed = new StringBuilder();
        for (var header : headers) {
            if (!dropped.contains(header.name())) {
                passed.append(header.line()).append("\r\n");
            }
        }
        return passed.toString();
    }
}
