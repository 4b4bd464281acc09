package dev.codefleet.programmer.execute;

/** The network of attempts, as an operator sets it. */
public enum NetworkMode {
    /** A loopback interface of its own, and nothing else. */
    NONE,

    /** A loopback interface of its own, and the programmer's proxy. */
    RESTRICTED,

    /** What the programmer's machine reaches. */
    FULL
}
