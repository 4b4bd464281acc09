package dev.codefleet.programmer.egress;

import java.net.InetAddress;

/**
 * The addresses that begin with the same bits.
 *
 * @param first of them, whose other bits are zero
 * @param bits that are the same
 */
record Network(InetAddress first, int bits) {

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone, which is a network of
     * itself.
     *
     * @throws IllegalArgumentException if it is none of these, or has bits after the common ones
     */
    static Network parse(String text) {
        var slash = text.indexOf('/');
        var address = Target.literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is no network such as 10.0.0.0/8");
        }
        var most = address.get().getAddress().length * Byte.SIZE;
        var bits = slash < 0 ? most : bits(text, slash + 1, most);
        var network = new Network(address.get(), bits);
        var bytes = address.get().getAddress();
        for (var bit = bits; bit < most; bit++) {
            if ((bytes[bit / Byte.SIZE] >> (7 - bit % Byte.SIZE) & 1) != 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' has bits that are set after the first " + bits);
            }
        }
        return network;
    }

    private static int bits(String text, int start, int most) {
        try {
            var bits = Integer.parseInt(text.substring(start));
            if (bits >= 0 && bits <= most) {
                return bits;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new IllegalArgumentException("'" + text + "' does not end with 0 to " + most);
    }

    boolean contains(InetAddress address) {
        var one = first.getAddress();
        var other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (var bit = 0; bit < bits; bit++) {
            var difference = one[bit / Byte.SIZE] ^ other[bit / Byte.SIZE];
            if ((difference >> (7 - bit % Byte.SIZE) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
