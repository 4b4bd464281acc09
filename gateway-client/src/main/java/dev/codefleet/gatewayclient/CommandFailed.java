package dev.codefleet.gatewayclient;

import java.util.List;

/**
 * A failure to be told to the user: lines that say what is wrong and the way out, and the exit code
 * of the command.
 */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final transient List<String> lines;

    private CommandFailed(ExitCode exitCode, List<String> lines) {
        super(Invocation.plain(String.join("\n", lines)));
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
    }

    /** A failure told in lines of which the first says it all. */
    public static CommandFailed of(ExitCode exitCode, List<String> lines) {
        return new CommandFailed(exitCode, lines);
    }

    /** The job, or what was asked of it, failed. */
    public static CommandFailed failed(String... lines) {
        return new CommandFailed(ExitCode.FAILED, List.of(lines));
    }

    /** The command was not given what it needs. */
    public static CommandFailed usage(String... lines) {
        return new CommandFailed(ExitCode.USAGE, List.of(lines));
    }

    /** There is no fleet to ask, or it could not be started. */
    public static CommandFailed noFleet(String... lines) {
        return new CommandFailed(ExitCode.NO_FLEET, List.of(lines));
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** One or more, with calls of the command as {@link Invocation#of} joins them. */
    public List<String> lines() {
        return lines;
    }
}
