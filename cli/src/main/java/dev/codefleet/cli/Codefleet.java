package dev.codefleet.cli;

import dev.codefleet.cli.chaos.ChaosCommand;
import dev.codefleet.cli.demo.DemoCommand;
import dev.codefleet.cli.fleet.DiskCommand;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
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
        System.exit(commandLine(workplace, args).execute(args));
    }

    /** All commands by their names, in the order in which the help lists them. */
    private static Map<String, Function<Workplace, Object>> commands() {
        var all = new LinkedHashMap<String, Function<Workplace, Object>>();
        all.put("demo", DemoCommand::new);
        all.put("up", UpCommand::new);
        all.put("down", DownCommand::new);
        all.put("run", RunCommand::new);
        all.put("status", StatusCommand::new);
        all.put("disk", DiskCommand::new);
        all.put("jobs", JobsCommand::new);
        all.put("show", ShowCommand::new);
        all.put("logs", LogsCommand::new);
        all.put("cancel", CancelCommand::new);
        all.put("resume", ResumeCommand::new);
        all.put("patch", PatchCommand::new);
        all.put("chaos", ChaosCommand::new);
        all.put("prepare", PrepareCommand::new);
        all.put("train", TrainCommand::new);
        return all;
    }

    /**
     * The command line. Of the commands only the one that is meant is put together, where that is
     * plain: all of them take a good part of the time of a short command.
     */
    static CommandLine commandLine(Workplace workplace, String... arguments) {
        var line = new CommandLine(new Codefleet());
        var commands = commands();
        var meant = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (meant == null) {
            commands.values().forEach(each -> line.addSubcommand(each.apply(workplace)));
        } else {
            line.addSubcommand(meant.apply(workplace));
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (failure, failed, result) -> fail(workplace.terminal(), failure));
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
