package dev.codefleet.cli;

import dev.codefleet.cli.chaos.ChaosCommand;
import dev.codefleet.cli.demo.DemoCommand;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.DiskCommand;
import dev.codefleet.cli.fleet.DownCommand;
import dev.codefleet.cli.fleet.KeyCommand;
import dev.codefleet.cli.fleet.PrepareCommand;
import dev.codefleet.cli.fleet.StatusCommand;
import dev.codefleet.cli.fleet.UpCommand;
import dev.codefleet.cli.job.CancelCommand;
import dev.codefleet.cli.job.JobsCommand;
import dev.codefleet.cli.job.LogsCommand;
import dev.codefleet.cli.job.PatchCommand;
import dev.codefleet.cli.job.ShowCommand;
import dev.codefleet.cli.run.FetchCommand;
import dev.codefleet.cli.run.ResumeCommand;
import dev.codefleet.cli.run.RunCommand;
import dev.codefleet.cli.run.ValidateCommand;
import dev.codefleet.cli.run.WatchCommand;
import dev.codefleet.cli.terminal.OutputFailed;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.cli.terminal.Terminals;
import dev.codefleet.cli.verify.KeysCommand;
import dev.codefleet.cli.verify.VerifyCommand;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.gatewayclient.Invocation;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import dev.codefleet.postgres.PostgresException;
import dev.codefleet.support.SseParser;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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

    /** What a shell shows for a command that a closed pipe ended. */
    private static final int CLOSED_PIPE = 141;

    /** It tells of all the others. */
    private static final String COMPLETION = "completion";

    /** Short commands whose time is that of their start. */
    private static final Set<String> ASKING_A_GATEWAY = Set.of("status", "jobs", "show", "logs");

    private static final int NARROWEST_HELP = 55;
    private static final int WIDEST_HELP = 100;

    private Codefleet() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        if (args.length > 0 && ASKING_A_GATEWAY.contains(args[0])) {
            warmUp();
        }
        var exitCode = run(args, System.getenv());
        GatewayClient.endAll();
        System.exit(exitCode);
    }

    /** Does on another processor what a call of a gateway needs, while the line is being read. */
    static void warmUp() {
        Thread.ofPlatform().daemon().name("warm-up").start(GatewayClient::warmUp);
    }

    private static int run(String[] args, Map<String, String> environment) {
        var terminal = Terminals.ofProcess(environment);
        try {
            var context =
                    new CommandContext(
                            Home.of(environment), Installation.ofProcess(), environment, terminal);
            return execute(context, args);
        } catch (RuntimeException failure) {
            return fail(terminal, failure);
        }
    }

    /** Runs the command whole: what was written is out, or the exit code tells. */
    static int execute(CommandContext context, String... args) {
        var terminal = context.terminal();
        try {
            var exitCode = commandLine(context, args).execute(args);
            terminal.out().flush();
            return exitCode;
        } catch (RuntimeException failure) {
            return fail(terminal, failure);
        }
    }

    /** All commands by their names, in the order in which the help lists them. */
    private static Map<String, Function<CommandContext, Object>> commands() {
        var all = new LinkedHashMap<String, Function<CommandContext, Object>>();
        all.put("demo", DemoCommand::new);
        all.put("up", UpCommand::new);
        all.put("down", DownCommand::new);
        all.put("run", RunCommand::new);
        all.put("validate", ValidateCommand::new);
        all.put("watch", WatchCommand::new);
        all.put("fetch", FetchCommand::new);
        all.put("status", StatusCommand::new);
        all.put("disk", DiskCommand::new);
        all.put("jobs", JobsCommand::new);
        all.put("show", ShowCommand::new);
        all.put("logs", LogsCommand::new);
        all.put("cancel", CancelCommand::new);
        all.put("resume", ResumeCommand::new);
        all.put("patch", PatchCommand::new);
        all.put("verify", VerifyCommand::new);
        all.put("keys", KeysCommand::new);
        all.put("key", KeyCommand::new);
        all.put("chaos", ChaosCommand::new);
        all.put(COMPLETION, CompletionCommand::new);
        all.put("prepare", PrepareCommand::new);
        all.put("train", TrainCommand::new);
        all.put("libraries", context -> new LibrariesCommand(InstantSource.system()));
        return all;
    }

    /**
     * The command line. Of the commands only the one that is meant is put together, where that is
     * plain: all of them take a good part of the time of a short command.
     */
    private static CommandLine commandLine(CommandContext context, String... arguments) {
        var line = new CommandLine(new Codefleet());
        var commands = commands();
        var meant = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (meant == null || arguments[0].equals(COMPLETION)) {
            commands.values().forEach(each -> line.addSubcommand(each.apply(context)));
        } else {
            line.addSubcommand(meant.apply(context));
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(writer(context.terminal().out()))
                .setErr(writer(context.terminal().err()))
                .setExecutionStrategy(result -> runLast(context.terminal(), result))
                .setParameterExceptionHandler((mistake, _) -> refuse(context.terminal(), mistake))
                .setExecutionExceptionHandler((failure, _, _) -> fail(context.terminal(), failure));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset()) {
            @Override
            public void write(String text, int from, int length) {
                var plain = Invocation.plain(text.substring(from, from + length));
                super.write(plain, 0, length);
            }
        };
    }

    private static int runLast(Terminal terminal, ParseResult result) {
        UsageErrors.refuseEmptyValues(result);
        if (terminal.isInteractive() && isHelp(result)) {
            var root = result.asCommandLineList().getFirst();
            root.setUsageHelpWidth(Math.clamp(terminal.columns(), NARROWEST_HELP, WIDEST_HELP));
        }
        try {
            return new CommandLine.RunLast().execute(result);
        } catch (OutputFailed failure) {
            return fail(terminal, failure);
        }
    }

    private static boolean isHelp(ParseResult result) {
        return result.asCommandLineList().stream()
                .anyMatch(line -> line.getParseResult().isUsageHelpRequested());
    }

    private static int refuse(Terminal terminal, ParameterException mistake) {
        var line = mistake.getCommandLine();
        if (line.getParent() == null && line.getParseResult().originalArgs().isEmpty()) {
            line.usage(line.getErr());
        } else {
            terminal.fail(CommandFailed.of(ExitCode.USAGE, UsageErrors.lines(mistake)));
        }
        return ExitCode.USAGE.number();
    }

    /**
     * The last line of defence: says in one place what every failure means to the user, and ends
     * with a stack trace only for what nobody has foreseen.
     */
    static int fail(Terminal terminal, Exception failure) {
        return switch (failure) {
            case CommandFailed expected -> told(terminal, expected);
            case OutputFailed closed when closed.isClosedPipe() -> CLOSED_PIPE;
            case OutputFailed lost ->
                    told(
                            terminal,
                            CommandFailed.failed(
                                    "The output could not be written: " + lost.getMessage() + "."));
            case InterruptedException interrupted -> ExitCode.FAILED.number();
            case GitFailed git ->
                    told(
                            terminal,
                            CommandFailed.failed(
                                    "git failed: " + firstLine(git.stderr(), git.getMessage())));
            case PostgresException database ->
                    told(terminal, CommandFailed.noFleet(String.valueOf(database.getMessage())));
            case SseParser.TooLargeException answer ->
                    told(
                            terminal,
                            CommandFailed.failed(
                                    "The gateway's answer cannot be read: "
                                            + answer.getMessage()
                                            + ".",
                                    "Are the command and the fleet of the same version?"));
            case CompletionException onAnotherThread
                    when onAnotherThread.getCause() instanceof Exception cause ->
                    fail(terminal, cause);
            case UncheckedIOException disk -> told(terminal, CommandFailed.failed(why(disk)));
            case InvalidPathException path ->
                    told(
                            terminal,
                            CommandFailed.usage(
                                    "'"
                                            + path.getInput()
                                            + "' cannot be a path here: "
                                            + path.getReason()
                                            + "."));
            default -> {
                terminal.note("codefleet: This is a fault of the command itself:");
                failure.printStackTrace(terminal.err());
                yield ExitCode.FAILED.number();
            }
        };
    }

    private static String why(Exception failure) {
        var cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }

    private static int told(Terminal terminal, CommandFailed failure) {
        terminal.fail(failure);
        return failure.exitCode().number();
    }

    private static String firstLine(String text, @Nullable String otherwise) {
        return text.strip().lines().findFirst().orElse(String.valueOf(otherwise));
    }
}
