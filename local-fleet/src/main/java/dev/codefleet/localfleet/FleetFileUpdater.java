package dev.codefleet.localfleet;

import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.localfleet.FleetRecord.MemberRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Rewrites {@code fleet.json} whenever a process of the fleet starts or ends. Thread-safe. */
final class FleetFileUpdater implements Member.Listener {
    private final FleetFile file;
    private final int portOffset;
    private final Consumer<String> notes;
    private List<Member> members = List.of();
    private boolean isReady;
    private boolean isOver;

    FleetFileUpdater(FleetFile file, int portOffset, Consumer<String> notes) {
        this.file = file;
        this.portOffset = portOffset;
        this.notes = notes;
    }

    /** These are the members now, some of them not started yet. */
    synchronized void knows(List<Member> all) {
        members = List.copyOf(all);
    }

    synchronized void ready(List<Member> all) {
        members = List.copyOf(all);
        isReady = true;
        write();
    }

    synchronized void over() {
        isOver = true;
        file.delete();
    }

    @Override
    public synchronized void started(Member member) {
        write();
    }

    @Override
    public void restarting(Member member, int exitCode, Duration pause) {
        notes.accept(
                "%s ended with exit code %d; it is started again in %d s. Its log: %s"
                        .formatted(member.id(), exitCode, pause.toSeconds(), member.log()));
    }

    @Override
    public void failed(Member member, CommandFailed failure) {
        failure.lines().forEach(notes);
    }

    private void write() {
        if (isOver) {
            return;
        }
        var records =
                members.stream()
                        .flatMap(member ->
                                member.process().stream().map(process -> record(member, process)))
                        .toList();
        file.write(new FleetRecord(ProcessIdentity.current(), portOffset, isReady, records));
    }

    private static MemberRecord record(Member member, ProcessHandle process) {
        return new MemberRecord(
                member.kind(), member.id(), ProcessIdentity.of(process), member.url());
    }
}
