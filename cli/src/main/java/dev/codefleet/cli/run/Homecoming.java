package dev.codefleet.cli.run;

import dev.codefleet.cli.client.Gateway;
import dev.codefleet.cli.terminal.CommandFailed;
import dev.codefleet.contract.job.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Brings a job's result into the local repository that it came from. */
public final class Homecoming {
    private final Gateway gateway;

    public Homecoming(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * Adds the job's branch to the repository.
     *
     * @return whether there was one
     * @throws CommandFailed if it cannot be fetched; the job's result is still there then
     */
    public boolean bring(JobView job, LocalRepository repository) {
        var branch = job.branch();
        var commit = job.commit();
        if (branch == null || commit == null) {
            return false;
        }
        if (commit.equals(job.base())) {
            repository.addBranch(branch, commit, null);
            return true;
        }
        try {
            var bundle = Files.createTempFile("codefleet-", ".bundle");
            try {
                download(job, bundle);
                repository.addBranch(branch, commit, bundle);
            } finally {
                Files.delete(bundle);
            }
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "The result of job " + job.id() + " did not arrive: " + e.getMessage(),
                    "Get it with './codefleet patch " + job.id() + "'.");
        }
        return true;
    }

    private void download(JobView job, Path file) throws IOException {
        try (var bundle = gateway.bundle(job.id())) {
            Files.copy(bundle, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
