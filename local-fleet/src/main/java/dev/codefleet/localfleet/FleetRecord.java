package dev.codefleet.localfleet;

import java.util.List;

/**
 * What is up on this machine, as {@code fleet.json} says it.
 *
 * @param supervisor the process that looks after the others
 * @param isReady whether all of them were ready; false while they start
 */
record FleetRecord(
        ProcessIdentity supervisor, int portOffset, boolean isReady, List<MemberRecord> members) {

    /** One service. */
    record MemberRecord(Kind kind, String id, ProcessIdentity process, String url) {}
}
