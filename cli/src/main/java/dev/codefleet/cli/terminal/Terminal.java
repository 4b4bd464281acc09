package dev.codefleet.cli.terminal;

import java.io.PrintStream;

/**
 * Where the command writes.
 *
 * @param out results
 * @param err progress of the command itself, and errors
 * @param style how text may look on {@code out}
 * @param isInteractive whether {@code out} is a terminal on which lines can be drawn anew
 */
public record Terminal(PrintStream out, PrintStream err, Style style, boolean isInteractive) {

    /** Writes a result line. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Writes a line about what the command does, which is no part of its result. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /** Writes what went wrong, the first line under the command's name. */
    public void fail(CommandFailed failure) {
        var lines = failure.lines();
        note("codefleet: " + lines.getFirst());
        lines.stream().skip(1).forEach(line -> note("  " + line));
    }
}
