package dev.codefleet.gatewayclient;

/** What the command's exit code says to a script. */
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
