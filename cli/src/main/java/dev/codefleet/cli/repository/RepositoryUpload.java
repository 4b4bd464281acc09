package dev.codefleet.cli.repository;

import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.gatewayclient.GatewayClient;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.RepositoryUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/** Brings local repositories to a fleet that may not be able to read them itself. */
public final class RepositoryUpload {
    private static final long WORTH_TELLING_BYTES = 8L << 20;
    private static final double MIB = 1 << 20;

    private final GatewayClient gateway;
    private final Terminal terminal;

    public RepositoryUpload(GatewayClient gateway, Terminal terminal) {
        this.gateway = gateway;
        this.terminal = terminal;
    }

    /**
     * Uploads a commit with all that led to it, unless the fleet has it.
     *
     * @return the address under which the fleet knows it
     * @throws CommandFailed if it is refused, or the repository does not have all of it
     */
    String send(LocalRepository repository, CommitId commit) {
        try {
            var file = Files.createTempFile("codefleet-", ".bundle");
            try {
                var bundle = repository.bundle(commit, file);
                if (!gateway.hasRepository(bundle.sha256())) {
                    tell(bundle.bytes());
                    gateway.uploadRepository(bundle.sha256(), bundle.file());
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

    private void tell(long bytes) {
        if (bytes >= WORTH_TELLING_BYTES) {
            var size = String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
            terminal.note("Uploading the repository: " + size + " ...");
        }
    }
}
