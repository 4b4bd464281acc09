package dev.codefleet.localfleet;

/**
 * The ports of a fleet on one machine.
 *
 * @param offset added to every port, so that several fleets fit beside each other
 */
record Ports(int offset) {
    static final String HOST = "127.0.0.1";

    /** Port of PostgreSQL, the highest of all, without an offset. */
    static final int HIGHEST = 6190;

    int of(ServiceKind kind, int number) {
        return kind.firstPort() + number - 1 + offset;
    }

    int ofDatabase() {
        return HIGHEST + offset;
    }

    static String url(int port) {
        return "http://" + HOST + ":" + port;
    }
}
