package dev.codefleet.cli.repository;

import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.bundle.BundleFile;
import dev.codefleet.git.lfs.Lfs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/** Brings local repositories to a fleet that may not be able to read them itself. */
public final class RepositoryUpload {
    private static final long WORTH_TELLING_BYTES = 8L << 20;
    private static final double MIB = 1 << 20;

    /** Half of what a gateway takes by default: the commits have to go in as well. */
    private static final long MOST_LFS_BYTES = 128L << 20;

    /** Fewer than any have together. */
    private static final long NO_LFS = -1;

    private final GatewayClient gateway;
    private final Terminal terminal;

    public RepositoryUpload(GatewayClient gateway, Terminal terminal) {
        this.gateway = gateway;
        this.terminal = terminal;
    }

    /**
     * Uploads a commit with all that led to it, unless the fleet has it; without the contents of
     * Git LFS if it is too large with them.
     *
     * @return the address under which the fleet knows it
     * @throws CommandFailed if it is refused, or the repository does not have all of it
     */
    String send(LocalRepository repository, CommitId commit) {
        try {
            var file = Files.createTempFile("codefleet-", ".bundle");
            try {
                var packed = repository.bundle(commit, MOST_LFS_BYTES, file);
                tell(packed.contents());
                var bundle = packed.bundle();
                var refusal = upload(bundle);
                if (refusal.isPresent() && !packed.contents().references().isEmpty()) {
                    terminal.note(
                            "With the contents of its files of Git LFS the repository is larger than"
                                    + " the gateway takes. It is uploaded without them: subtasks see"
                                    + " pointers.");
                    bundle = repository.bundle(commit, NO_LFS, file).bundle();
                    refusal = upload(bundle);
                }
                if (refusal.isPresent()) {
                    throw refusal.get();
                }
                return RepositoryUrl.ofUpload(bundle.sha256()).value();
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "The bundle of " + repository.root() + " could not be made: " + e.getMessage());
        }
    }

    /** The refusal if it is larger than the gateway takes. */
    private Optional<CommandFailed> upload(BundleFile bundle) throws IOException {
        if (gateway.hasRepository(bundle.sha256())) {
            return Optional.empty();
        }
        tell(bundle.bytes());
        return gateway.uploadRepository(bundle.sha256(), bundle.file());
    }

    private void tell(Lfs.OfTree contents) {
        if (contents.isTooLarge()) {
            terminal.note(
                    "The contents of files of Git LFS are too large to be uploaded (at most "
                            + (MOST_LFS_BYTES >> 20)
                            + " MiB): subtasks see pointers.");
        } else if (contents.missing() > 0) {
            terminal.note(
                    "This repository lacks the contents of "
                            + contents.missing()
                            + " files of Git LFS: subtasks see pointers in their place. 'git lfs fetch'"
                            + " brings them.");
        }
    }

    private void tell(long bytes) {
        if (bytes >= WORTH_TELLING_BYTES) {
            var size = String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
            terminal.note("Uploading the repository: " + size + " ...");
        }
    }
}
