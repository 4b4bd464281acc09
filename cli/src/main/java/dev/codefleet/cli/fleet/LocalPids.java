package dev.codefleet.cli.fleet;

import dev.codefleet.contract.job.FleetView.Member;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.RunningFleet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds the process ids that only this machine knows to a fleet's view. */
final class LocalPids {
    private final Map<String, Long> pidByUrl;

    LocalPids(Home home) {
        this(new RunningFleet(home).pidByUrl());
    }

    /**
     * @param pidByUrl by the address that the process announces
     */
    LocalPids(Map<String, Long> pidByUrl) {
        this.pidByUrl = pidByUrl;
    }

    /** A fleet elsewhere may have the same ids, but not the same addresses. */
    List<Member> fill(List<Member> members) {
        return members.stream().map(member -> with(member, pidByUrl.get(member.url()))).toList();
    }

    private static Member with(Member member, @Nullable Long pid) {
        return pid == null || member.pid() != null
                ? member
                : new Member(
                        member.kind(),
                        member.id(),
                        pid,
                        member.url(),
                        member.state(),
                        member.liveness(),
                        member.message(),
                        member.lanes(),
                        member.load(),
                        member.version(),
                        member.key());
    }
}
