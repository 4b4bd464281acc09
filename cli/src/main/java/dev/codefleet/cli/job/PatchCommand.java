package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.fleet.GatewayOption;
import dev.codefleet.cli.terminal.OutputFile;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code codefleet patch JOB}. */
@Command(
        name = "patch",
        description = "Prints a finished job's result as a patch.",
        mixinStandardHelpOptions = true)
public final class PatchCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private GatewayOption connection = new GatewayOption();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it to a file; - is standard output.")
    private @Nullable Path output;

    @Option(
            names = "--partial",
            description = "Of a job that failed or was cancelled, what succeeded.")
    private boolean isPartial;

    public PatchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var terminal = context.terminal();
        var id = JobIds.parse(job, connection.again());
        var gateway = connection.require(context);
        if (output == null || output.toString().equals("-")) {
            try (var patch = gateway.patch(id, isPartial)) {
                if (terminal.isInteractive()) {
                    terminal.copy(patch);
                } else {
                    patch.transferTo(terminal.out());
                    terminal.out().flush();
                }
            } catch (IOException e) {
                throw notWhole(e);
            }
        } else {
            new OutputFile("patch", output).write(() -> gateway.patch(id, isPartial));
        }
        return ExitCode.SUCCEEDED.number();
    }

    private static CommandFailed notWhole(IOException e) {
        return CommandFailed.failed("The patch did not arrive whole: " + e.getMessage());
    }
}
