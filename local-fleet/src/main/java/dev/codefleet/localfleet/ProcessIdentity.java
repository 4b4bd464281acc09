package dev.codefleet.localfleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that cannot be mistaken for another one that later got the same id.
 *
 * @param startedAt as the system tells it
 */
record ProcessIdentity(long pid, Instant startedAt) {
    /**
     * The system counts from its boot, whose time it only knows roughly and corrects with the wall
     * clock.
     */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static ProcessIdentity of(ProcessHandle handle) {
        return new ProcessIdentity(
                handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    static ProcessIdentity current() {
        return of(ProcessHandle.current());
    }

    /** The process itself, if it still lives. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    private boolean isSame(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .filter(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                .isPresent();
    }
}
