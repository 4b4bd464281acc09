package dev.codefleet.localfleet;

import java.util.List;

/**
 * The content of {@code fleet.json}: the processes of a fleet that is up on this machine.
 *
 * @param supervisor the process that looks after the others
 * @param isReady whether all of them were ready; false while they start
 */
record FleetRecord(
        ProcessIdentity supervisor, int portOffset, boolean isReady, List<MemberRecord> members) {

    /** One service. */
    record MemberRecord(ServiceKind kind, String id, ProcessIdentity process, String url) {}
}
