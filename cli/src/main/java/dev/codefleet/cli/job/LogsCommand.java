package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.terminal.OutputFailed;
import dev.codefleet.cli.terminal.OutputFile;
import dev.codefleet.cli.terminal.PipeReader;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import dev.codefleet.gatewayclient.GatewayClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet logs JOB [SUBTASK]}. */
@Command(
        name = "logs",
        description = "Prints a job's messages, or what an attempt of a subtask printed.",
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SUBTASK",
            description = "A subtask's key.")
    private @Nullable String subtask;

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description = "An attempt of the subtask, from 1 on; without it the newest.")
    private @Nullable Integer attempt;

    @Option(
            names = "--whole",
            description = "All that it printed, of more than 64 KiB too, once it has ended.")
    private boolean isWhole;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Write all that it printed to a file, byte by byte; - is standard output.")
    private @Nullable Path output;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until it ends.")
    private boolean isFollowed;

    private volatile boolean hasReaderGone;

    public LogsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var id = JobIds.parse(job, connection.again());
        if (subtask == null && (attempt != null || isWhole || output != null)) {
            throw CommandFailed.usage(
                    "--attempt, --whole and --output are of one subtask: name it.",
                    connection.again().of("logs " + id + " SUBTASK"));
        }
        if (isFollowed && (isWhole || output != null)) {
            throw CommandFailed.usage(
                    "A whole log is there once its attempt has ended: leave --follow out, or"
                            + " --whole and --output.");
        }
        if (attempt != null && attempt < 1) {
            throw CommandFailed.usage("--attempt is a number from 1 on, not " + attempt + ".");
        }
        var gateway = connection.require(context);
        if (subtask == null) {
            printEvents(gateway, id);
        } else if (isWhole || output != null) {
            writeWhole(gateway, id, subtask);
        } else {
            printLog(gateway, id, subtask);
        }
        return ExitCode.SUCCEEDED.number();
    }

    private void printEvents(GatewayClient gateway, JobId id) {
        var terminal = context.terminal();
        var text = new EventText(terminal.style());
        try (var events = isFollowed ? gateway.events(id) : gateway.eventsSoFar(id)) {
            watchReader(events::close);
            events.forEach(
                    event -> terminal.say(text.line(event)),
                    () -> !isFollowed || gateway.job(id).state().isFinal());
        }
        requireReader();
    }

    private void writeWhole(GatewayClient gateway, JobId id, String key) {
        if (output != null && !output.toString().equals("-")) {
            new OutputFile("log", output)
                    .write(() -> new GZIPInputStream(gateway.wholeLog(id, key, attempt)));
            return;
        }
        var terminal = context.terminal();
        try (var log = new GZIPInputStream(gateway.wholeLog(id, key, attempt))) {
            if (output == null || terminal.isInteractive()) {
                terminal.copy(log);
            } else {
                log.transferTo(terminal.out());
                terminal.out().flush();
            }
        } catch (IOException e) {
            throw CommandFailed.failed("The log did not arrive whole: " + e.getMessage() + ".");
        }
    }

    private void printLog(GatewayClient gateway, JobId id, String key) {
        try (var log = gateway.log(id, key, attempt, isFollowed)) {
            watchReader(() -> close(log));
            context.terminal().copy(log);
        } catch (IOException e) {
            requireReader();
            throw CommandFailed.failed("The log broke off: " + e.getMessage());
        }
    }

    /** What is followed may be silent for long, and then no write would tell. */
    private void watchReader(Runnable stop) {
        if (isFollowed && !context.terminal().isInteractive()) {
            PipeReader.watch(() -> {
                hasReaderGone = true;
                stop.run();
            });
        }
    }

    private void requireReader() {
        if (hasReaderGone) {
            throw OutputFailed.closedPipe();
        }
    }

    private static void close(InputStream log) {
        try {
            log.close();
        } catch (IOException _) {
            // It is being read by another thread, which hears of it.
        }
    }
}
