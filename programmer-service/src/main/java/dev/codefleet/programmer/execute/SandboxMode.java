package dev.codefleet.programmer.execute;

/** Modes of the sandbox: attempts must, should or must not run in bubblewrap. */
public enum SandboxMode {
    REQUIRED,
    PREFERRED,
    NONE
}
