package dev.codefleet.cli.job;

import dev.codefleet.cli.client.Gateway;
import dev.codefleet.cli.fleet.Connection;
import dev.codefleet.cli.fleet.Workplace;
import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.cli.terminal.ExitCode;
import dev.codefleet.contract.job.JobId;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
            description = "Write it to a file; - is standard output.")
    private @Nullable Path output;

    @Option(
            names = "--partial",
            description = "Of a job that failed or was cancelled, what succeeded.")
    private boolean isPartial;

    public PatchCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        var terminal = workplace.terminal();
        var id = JobIds.parse(job);
        var gateway = connection.require(workplace);
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
            write(gateway, id, output);
        }
        return ExitCode.SUCCEEDED.number();
    }

    /** What is there is touched only once the patch is here whole. */
    private void write(Gateway gateway, JobId id, Path file) {
        try {
            var arrived = Files.createTempFile("codefleet-", ".patch");
            try {
                try (var patch = gateway.patch(id, isPartial)) {
                    Files.copy(patch, arrived, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw notWhole(e);
                }
                copy(arrived, file);
            } finally {
                Files.deleteIfExists(arrived);
            }
        } catch (IOException e) {
            throw CommandFailed.failed("The patch could not be kept: " + e.getMessage());
        }
    }

    /**
     * Opens what is there for writing, as a shell does, and puts nothing in its place: it may be a
     * link, a device, a pipe that someone reads, or a file with rights of its own.
     */
    private static void copy(Path from, Path to) {
        var isNew = !Files.exists(to, LinkOption.NOFOLLOW_LINKS);
        try (var out = new FileOutputStream(to.toFile())) {
            Files.copy(from, out);
        } catch (IOException e) {
            var isLeft = !isNew && Files.isRegularFile(to);
            if (isNew) {
                // Half a patch of our own making is no use to anybody.
                to.toFile().delete();
            }
            throw CommandFailed.failed(
                    "The patch could not be written to " + to + ": " + e.getMessage(),
                    isLeft
                            ? "What is in the file now is not the whole patch."
                            : "Nothing was kept.");
        }
    }

    private static CommandFailed notWhole(IOException e) {
        return CommandFailed.failed("The patch did not arrive whole: " + e.getMessage());
    }
}
