package dev.codefleet.chaos.fault;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Kinds of faults. */
public enum FaultKind {
    /** SIGKILL of a process, which is started again when the fault is over. */
    KILL(30, 100, 4_000),
    /** SIGTERM of a process, which is started again when it has ended. */
    TERMINATE(8, 100, 2_000),
    /** SIGSTOP of a process, and SIGCONT when the fault is over. */
    PAUSE(24, 1_000, 40_000),
    /** A link passes nothing, in one direction or both; what is sent comes when it is over. */
    CUT(16, 500, 30_000),
    /** All links of a process are cut, in one direction or both. */
    ISOLATE(8, 1_000, 30_000),
    /** Every portion of bytes takes longer on a link. */
    SLOW(8, 1_000, 20_000),
    /** The open connections of a link break. */
    RESET(10, 1, 10),
    /** The database is stopped, and started again when the fault is over. */
    DATABASE_DOWN(3, 10, 30_000),
    /** The database's main process is killed, and started again when the fault is over. */
    DATABASE_KILL(2, 10, 4_000),
    /** The database ends all its connections. */
    DATABASE_DISCONNECT(6, 1, 10),
    /** The disk of a programmer is full. */
    DISK_FULL(5, 500, 20_000);

    private static final int SHORT_PERCENT = 75;
    private static final int SHORT_PART = 8;

    private final int weight;
    private final long leastMs;
    private final long mostMs;

    FaultKind(int weight, long leastMs, long mostMs) {
        this.weight = weight;
        this.leastMs = leastMs;
        this.mostMs = mostMs;
    }

    /** How often it is drawn, relative to the others. */
    int weight() {
        return weight;
    }

    /** How long it lasts this time: mostly in the shortest eighth of what it may. */
    Duration lasts(RandomGenerator random) {
        var isShort = random.nextInt(100) < SHORT_PERCENT;
        var most = isShort ? leastMs + (mostMs - leastMs) / SHORT_PART : mostMs;
        return Duration.ofMillis(random.nextLong(leastMs, most + 1));
    }
}
