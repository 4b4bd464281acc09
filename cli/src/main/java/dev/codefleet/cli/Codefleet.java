package dev.codefleet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code codefleet} command. */
@Command(
        name = "codefleet",
        description = "Runs coding jobs in parallel on a fleet of services.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Codefleet {

    private Codefleet() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Codefleet()).execute(args));
    }
}
