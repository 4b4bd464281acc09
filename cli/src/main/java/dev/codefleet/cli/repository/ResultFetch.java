package dev.codefleet.cli.repository;

import dev.codefleet.contract.job.JobView;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.gatewayclient.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.function.Consumer;

/** Fetches a job's result into a local repository. */
public final class ResultFetch {
    private static final int MOST_NAMED = 5;

    private final GatewayClient gateway;
    private final Invocation again;
    private final Consumer<String> notes;

    /**
     * @param again how to call another command for the same fleet
     * @param notes takes sentences for the user
     */
    public ResultFetch(GatewayClient gateway, Invocation again, Consumer<String> notes) {
        this.gateway = gateway;
        this.again = again;
        this.notes = notes;
    }

    /** Whether a job has a branch to bring. */
    public static boolean hasBranch(JobView job) {
        return job.files().branch() != null && job.files().commit() != null;
    }

    /**
     * Adds the job's branch to the repository; one that is there already stays.
     *
     * @param job with a branch
     * @return the branch
     * @throws CommandFailed if it cannot be fetched; the job's result is still there then
     */
    public String bring(JobView job, LocalRepository repository) {
        var branch = Objects.requireNonNull(job.files().branch());
        var commit = Objects.requireNonNull(job.files().commit());
        requireBase(job, repository);
        if (commit.equals(job.files().base())) {
            repository.addBranch(branch, commit);
        } else {
            fetch(job, repository, branch, branch, false);
        }
        return branch;
    }

    /**
     * Adds what succeeded in a job that did not as the branch {@code codefleet/<job>-partial}, in
     * place of one of an earlier time: a resumed job may have come further since.
     *
     * @return the branch
     * @throws CommandFailed if it cannot be fetched
     */
    public String bringPartial(JobView job, LocalRepository repository) {
        requireBase(job, repository);
        var branch = "codefleet/" + job.id();
        fetch(job, repository, branch, branch + "-partial", true);
        return branch + "-partial";
    }

    private static void requireBase(JobView job, LocalRepository repository) {
        var base = job.files().base();
        if (base != null && !repository.has(base)) {
            throw CommandFailed.failed(
                    repository.root() + " lacks commit " + base + ", from which the job started.",
                    "Name the repository of the job with --repo, or fetch that commit first.");
        }
    }

    private void fetch(
            JobView job, LocalRepository repository, String from, String to, boolean isPartial) {
        try {
            var bundle = Files.createTempFile("codefleet-", ".bundle");
            try {
                try (var content = gateway.bundle(job.id(), isPartial)) {
                    Files.copy(content, bundle, StandardCopyOption.REPLACE_EXISTING);
                }
                var left = repository.addBranch(from, to, bundle, isPartial);
                if (!left.oids().isEmpty()) {
                    tell(job, repository, left, isPartial);
                }
            } finally {
                Files.deleteIfExists(bundle);
            }
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "The result of job " + job.id() + " did not arrive: " + e.getMessage(),
                    "Try again with '" + again.of("fetch " + job.id()) + "'.");
        }
    }

    private void tell(
            JobView job, LocalRepository repository, LocalRepository.Left left, boolean isPartial) {
        var more = left.oids().size() - MOST_NAMED;
        notes.accept(
                "Contents of Git LFS that could not be put into "
                        + repository.root()
                        + ": "
                        + String.join(", ", left.oids().stream().limit(MOST_NAMED).toList())
                        + (more > 0 ? " and " + more + " more" : "")
                        + ". "
                        + left.why());
        notes.accept(
                "They are in "
                        + gateway.base()
                        + "/v1/jobs/"
                        + job.id()
                        + "/result.bundle"
                        + (isPartial ? "?partial=true" : "")
                        + ", which docs/cli.md says under 'fetch' how to unpack.");
    }
}
