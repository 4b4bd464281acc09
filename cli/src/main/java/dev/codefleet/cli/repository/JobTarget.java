package dev.codefleet.cli.repository;

import dev.codefleet.contract.job.Delivery;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.process.Git;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The repository and commit that a job works on.
 *
 * @param address what the manager clones
 * @param ref null for the default branch
 * @param local null for a repository elsewhere
 */
public record JobTarget(String address, @Nullable String ref, @Nullable LocalRepository local) {

    /**
     * Understands what the user named.
     *
     * @throws CommandFailed if there is no such repository or commit
     */
    public static JobTarget of(String repository, @Nullable String ref, Git git) {
        var directory = directory(repository);
        if (directory.isPresent()) {
            var local = LocalRepository.containing(directory.get(), git);
            var wanted = ref == null ? "HEAD" : ref;
            local.commit(wanted);
            return new JobTarget(local.root().toString(), local.portableName(wanted), local);
        }
        if (repository.startsWith("/") || !RepositoryUrl.isValid(repository)) {
            throw CommandFailed.usage(
                    "--repo "
                            + RepositoryUrl.redacted(repository)
                            + " is neither a directory nor a repository address.",
                    fault(repository));
        }
        return new JobTarget(repository, ref, null);
    }

    /** The same for a fleet that may not be able to read a local repository itself. */
    public JobTarget uploaded(RepositoryUpload upload) {
        if (local == null) {
            return this;
        }
        var commit = local.commit(ref == null ? "HEAD" : ref);
        return new JobTarget(upload.send(local, commit), commit.hex(), local);
    }

    /** A local repository is given its branch by this command; any other one by the manager. */
    public Delivery delivery() {
        return local == null ? Delivery.BRANCH : Delivery.DOWNLOAD;
    }

    private static String fault(String repository) {
        var forms = "An address is https://..., ssh://..., user@host:path or file:///path.";
        return RepositoryUrl.fault(repository)
                .filter(_ -> repository.startsWith("http"))
                .map(fault -> "The address " + fault + ".")
                .orElse(forms);
    }

    /** A {@code file} address of a directory here is that directory. */
    private static Optional<Path> directory(String repository) {
        try {
            var path =
                    RepositoryUrl.isValid(repository)
                            ? new RepositoryUrl(repository).localPath()
                            : Optional.of(Path.of(repository));
            return path.filter(Files::isDirectory);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
