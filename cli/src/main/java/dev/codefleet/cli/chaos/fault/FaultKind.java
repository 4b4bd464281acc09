package dev.codefleet.cli.chaos.fault;

/** What can be done to a fleet. */
public enum FaultKind {
    /** SIGKILL of a process, which is started again when the fault is over. */
    KILL(30),
    /** SIGTERM of a process, which is started again when it has ended. */
    TERMINATE(8),
    /** SIGSTOP of a process, and SIGCONT when the fault is over. */
    PAUSE(25);

    private final int weight;

    FaultKind(int weight) {
        this.weight = weight;
    }

    /** How often it is drawn, relative to the others. */
    int weight() {
        return weight;
    }
}
