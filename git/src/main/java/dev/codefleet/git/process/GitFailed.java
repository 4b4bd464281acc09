package dev.codefleet.git.process;

import dev.codefleet.git.Printable;
import java.util.List;

/**
 * A git command that did not do what it was asked. Neither message nor arguments hold credentials.
 */
public final class GitFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Reason {
        /** Git ended with an exit code that the caller does not expect. */
        EXIT_CODE,
        /** The limit of time passed; the process tree was killed. */
        TIMED_OUT,
        /** Git printed or wrote more than the limit; the process tree was killed. */
        OUTPUT_TOO_LARGE,
        /**
         * The calling thread was interrupted; the process tree was killed and the flag is set
         * again.
         */
        INTERRUPTED,
        /** The program could not be started, or its files not be read or written. */
        IO,
        /** The repository does not have the branch, tag or commit. */
        NOT_FOUND,
        /** There is no repository at the address, or none that the fleet is shown. */
        NO_REPOSITORY,
        /** The repository is there, and is not one that jobs may work on. */
        UNUSABLE,
        /** The server does not accept who the fleet says that it is. */
        DENIED,
        /** The server cannot be found, or does not answer, at this moment. */
        UNREACHABLE,
        /** A bundle's checksum or content is not what was announced. */
        BAD_BUNDLE,
        /** The workspace's {@code .git} is no longer one that git may be run in. */
        TAMPERED,
        /**
         * What lies in the workspace would not be in a commit of it; the message names the path and
         * the ways out.
         */
        NOT_COMMITTABLE
    }

    private final Reason reason;
    private final transient List<String> arguments;
    private final int exitCode;
    private final String stderr;

    public GitFailed(Reason reason, List<String> arguments, int exitCode, String stderr) {
        super(describe(reason, arguments, exitCode, stderr));
        this.reason = reason;
        this.arguments = arguments.stream().map(Printable::of).toList();
        this.exitCode = exitCode;
        this.stderr = Printable.redacted(stderr);
    }

    public GitFailed(
            Reason reason, String message, List<String> arguments, int exitCode, String stderr) {
        super(Printable.redacted(message));
        this.reason = reason;
        this.arguments = arguments.stream().map(Printable::of).toList();
        this.exitCode = exitCode;
        this.stderr = Printable.redacted(stderr);
    }

    public GitFailed(Reason reason, String message) {
        super(Printable.redacted(message));
        this.reason = reason;
        this.arguments = List.of();
        this.exitCode = -1;
        this.stderr = "";
    }

    public GitFailed(String message, Exception cause) {
        super(Printable.redacted(message + ": " + cause), cause);
        this.reason = Reason.IO;
        this.arguments = List.of();
        this.exitCode = -1;
        this.stderr = "";
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    /** Whether the limit of time passed. */
    public boolean isTimeout() {
        return reason == Reason.TIMED_OUT;
    }

    /** Whether the same may succeed a little later, because a server was away. */
    public boolean isTemporary() {
        return reason == Reason.UNREACHABLE;
    }

    /** Whether it looks as if the repository on this machine were damaged, or lacked objects. */
    public boolean isOfDamage() {
        return Corruption.isLikely(this);
    }

    /** The arguments after {@code git}, empty when no command was run. */
    public List<String> arguments() {
        return arguments;
    }

    /** Git's exit code, or -1 when it did not end by itself. */
    public int exitCode() {
        return exitCode;
    }

    /** The last part of what git wrote to its standard error. */
    public String stderr() {
        return stderr;
    }

    private static String describe(
            Reason reason, List<String> arguments, int exitCode, String stderr) {
        var command = Printable.of("git " + String.join(" ", arguments));
        var how = reason == Reason.EXIT_CODE ? "exit code " + exitCode : reason.toString();
        var said = Printable.redacted(stderr).strip();
        return command + " failed: " + how + (said.isEmpty() ? "" : ": " + said);
    }
}
