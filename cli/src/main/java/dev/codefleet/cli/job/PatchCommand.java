package dev.codefleet.cli.job;

import dev.codefleet.cli.fleet.Connection;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    private final Workplace workplace;

    @Mixin private Connection connection = new Connection();

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it to a file.")
    private @Nullable Path output;

    public PatchCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        var terminal = workplace.terminal();
        try (var patch = connection.require(workplace).patch(JobIds.parse(job))) {
            if (output == null) {
                if (terminal.isInteractive()) {
                    terminal.copy(patch);
                } else {
                    patch.transferTo(terminal.out());
                    terminal.out().flush();
                }
            } else {
                Files.copy(patch, output, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw CommandFailed.failed("The patch did not arrive whole: " + e.getMessage());
        }
        return ExitCode.SUCCEEDED.number();
    }
}
