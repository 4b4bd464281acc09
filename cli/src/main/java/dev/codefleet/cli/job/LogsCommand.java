package dev.codefleet.cli.job;

import dev.codefleet.cli.client.Gateway;
import dev.codefleet.cli.fleet.Connection;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import dev.codefleet.contract.job.JobId;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet logs JOB [SUBTASK]}. */
@Command(
        name = "logs",
        description = "Prints a job's messages, or what a subtask's newest attempt printed.",
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    private static final int CHUNK_BYTES = 8 << 10;

    private final Workplace workplace;

    @Mixin private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SUBTASK",
            description = "A subtask's key.")
    private @Nullable String subtask;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until it ends.")
    private boolean isFollowed;

    public LogsCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        var id = JobIds.parse(job);
        var gateway = connection.require(workplace);
        if (subtask == null) {
            printEvents(gateway, id);
        } else {
            printLog(gateway, id, subtask);
        }
        return ExitCode.SUCCEEDED.number();
    }

    private void printEvents(Gateway gateway, JobId id) {
        var terminal = workplace.terminal();
        var text = new EventText(terminal.style());
        try (var events = isFollowed ? gateway.events(id) : gateway.eventsSoFar(id)) {
            events.forEach(
                    event -> terminal.say(text.line(event)),
                    () -> !isFollowed || gateway.job(id).state().isFinal());
        }
    }

    private void printLog(Gateway gateway, JobId id, String key) {
        var out = workplace.terminal().out();
        try (var log = gateway.log(id, key, isFollowed)) {
            var buffer = new byte[CHUNK_BYTES];
            for (int count; (count = log.read(buffer)) >= 0; ) {
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            throw CommandFailed.failed("The log broke off: " + e.getMessage());
        }
    }
}
