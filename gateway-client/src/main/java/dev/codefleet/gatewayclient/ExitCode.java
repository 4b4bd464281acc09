package dev.codefleet.gatewayclient;

/** Exit codes of the command. */
public enum ExitCode {
    SUCCEEDED(0),
    FAILED(1),
    USAGE(2),
    NO_FLEET(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
