package dev.codefleet.programmer.egress;

import java.time.Duration;

/**
 * Limits of what passes through an attempt's way out.
 *
 * @param connections of one attempt at once
 * @param bytes of one attempt, both ways; 0 for no limit
 * @param idle how long nothing may pass through a connection
 * @param longest how long a connection may last
 */
public record EgressLimits(int connections, long bytes, Duration idle, Duration longest) {
    public EgressLimits {
        require("max-connections", connections >= 1, "1 or more", connections);
        require("max-bytes", bytes >= 0, "0 or more", bytes);
        require("idle", idle.isPositive(), "longer than zero", idle);
        require("max-time", longest.isPositive(), "longer than zero", longest);
    }

    private static void require(String setting, boolean isGood, String wanted, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(
                    "codefleet.programmer.egress-%s must be %s, but is %s"
                            .formatted(setting, wanted, value));
        }
    }
}
