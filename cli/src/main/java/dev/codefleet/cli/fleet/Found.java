package dev.codefleet.cli.fleet;

import java.util.stream.Collectors;

/** What {@code fleet.json} says, for people. */
final class Found {
    private Found() {}

    /** The gateways' addresses, or that the fleet is still starting. */
    static String describe(Home home) {
        return new FleetFile(home)
                .read()
                .filter(FleetRecord::isReady)
                .map(Found::gateways)
                .orElse("it is still starting (" + home.directory() + ")");
    }

    private static String gateways(FleetRecord fleet) {
        return fleet.members().stream()
                .filter(member -> member.kind() == Kind.GATEWAY)
                .map(FleetRecord.MemberRecord::url)
                .collect(Collectors.joining(", "));
    }
}
