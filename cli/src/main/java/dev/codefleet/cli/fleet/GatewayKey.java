package dev.codefleet.cli.fleet;

import dev.codefleet.gatewayclient.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The key for gateways that a user names in the environment. */
final class GatewayKey {
    private static final String VARIABLE = "CODEFLEET_KEY";
    private static final String FILE = "CODEFLEET_KEY_FILE";

    private GatewayKey() {}

    /**
     * The key; empty if none is named.
     *
     * @throws CommandFailed if its file cannot be read, or two are named
     */
    static Optional<String> named(Map<String, String> environment) {
        var key = environment.getOrDefault(VARIABLE, "").strip();
        var file = environment.getOrDefault(FILE, "");
        if (!key.isEmpty() && !file.isEmpty()) {
            throw CommandFailed.usage(
                    "Both " + VARIABLE + " and " + FILE + " are set.", "Set one of them.");
        }
        if (file.isEmpty()) {
            return key.isEmpty() ? Optional.empty() : Optional.of(key);
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (NoSuchFileException _) {
            throw CommandFailed.usage(FILE + " names " + file + ", which is not there.");
        } catch (IOException e) {
            throw CommandFailed.usage(
                    FILE + " names " + file + ", which cannot be read: " + e.getMessage() + ".");
        }
    }
}
