package dev.codefleet.programmer.execute;

import dev.codefleet.programmer.trust.StopReason;

/** The end of a process. Nothing of its tree is left in any case, save where it says so. */
public sealed interface ProcessEnd {

    /** It ended by itself. */
    record Exited(int code) implements ProcessEnd {}

    /** It was killed. */
    record Killed(StopReason reason) implements ProcessEnd {}

    /**
     * It could not be started, or something of it could not be killed.
     *
     * @param message for people
     */
    record Broken(String message) implements ProcessEnd {}
}
