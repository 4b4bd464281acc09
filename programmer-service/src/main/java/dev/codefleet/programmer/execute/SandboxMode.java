package dev.codefleet.programmer.execute;

/** Whether attempts must, should or must not run in bubblewrap. */
public enum SandboxMode {
    REQUIRED,
    PREFERRED,
    NONE
}
