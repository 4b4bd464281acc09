package dev.codefleet.cli;

import dev.codefleet.cli.chaos.ChaosCommand;
import dev.codefleet.cli.demo.DemoCommand;
import dev.codefleet.cli.fleet.DownCommand;
import dev.codefleet.cli.fleet.Home;
import dev.codefleet.cli.fleet.Installation;
import dev.codefleet.cli.fleet.PrepareCommand;
import dev.codefleet.cli.fleet.StatusCommand;
import dev.codefleet.cli.fleet.UpCommand;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.cli.job.CancelCommand;
import dev.codefleet.cli.job.JobsCommand;
import dev.codefleet.cli.job.LogsCommand;
import dev.codefleet.cli.job.PatchCommand;
import dev.codefleet.cli.job.ShowCommand;
import dev.codefleet.cli.run.ResumeCommand;
import dev.codefleet.cli.run.RunCommand;
import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.cli.terminal.Terminals;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code codefleet} command. */
@Command(
        name = "codefleet",
        description = "Runs coding jobs in parallel on a fleet of services.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 succeeded, 1 the job failed, 2 wrong usage, 3 no fleet.",
            "State lives under CODEFLEET_HOME (default ~/.codefleet)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Codefleet {

    private Codefleet() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        var environment = System.getenv();
        var workplace =
                new Workplace(
                        Home.of(environment),
                        Installation.ofProcess(),
                        environment,
                        Terminals.ofProcess(environment));
        System.exit(commandLine(workplace).execute(args));
    }

    static CommandLine commandLine(Workplace workplace) {
        return new CommandLine(new Codefleet())
                .addSubcommand(new DemoCommand(workplace))
                .addSubcommand(new UpCommand(workplace))
                .addSubcommand(new DownCommand(workplace))
                .addSubcommand(new RunCommand(workplace))
                .addSubcommand(new StatusCommand(workplace))
                .addSubcommand(new JobsCommand(workplace))
                .addSubcommand(new ShowCommand(workplace))
                .addSubcommand(new LogsCommand(workplace))
                .addSubcommand(new CancelCommand(workplace))
                .addSubcommand(new ResumeCommand(workplace))
                .addSubcommand(new PatchCommand(workplace))
                .addSubcommand(new ChaosCommand(workplace))
                .addSubcommand(new PrepareCommand(workplace))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (failure, line, result) -> fail(workplace.terminal(), failure));
    }

    private static int fail(Terminal terminal, Exception failure) throws Exception {
        if (failure instanceof CommandFailed expected) {
            terminal.fail(expected);
            return expected.exitCode().number();
        }
        if (failure instanceof InterruptedException) {
            return ExitCode.FAILED.number();
        }
        throw failure;
    }
}
