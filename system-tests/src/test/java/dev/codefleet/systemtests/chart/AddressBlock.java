package dev.codefleet.systemtests.chart;

/** A block of IPv4 addresses, such as {@code 10.0.0.0/8}. */
record AddressBlock(int first, int bits) {

    static AddressBlock of(String cidr) {
        var parts = cidr.split("/");
        return new AddressBlock(address(parts[0]), Integer.parseInt(parts[1]));
    }

    boolean has(String ip) {
        // A shift by 32 does nothing, so that everything needs its own answer.
        return bits == 0 || (address(ip) ^ first) >>> (32 - bits) == 0;
    }

    private static int address(String ip) {
        var address = 0;
        for (var part : ip.split("\\.")) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }
}
