package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.KeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.Optional;

/**
 * By which an agent proves to registries who it is.
 *
 * @param enrolmentKey of the agent's kind
 * @param directory where the agent's own key is kept
 */
public record AgentEnrolment(PrivateKey enrolmentKey, Path directory, InstantSource clock) {

    /** Reads the agent's own key, or makes it at the first start. */
    AgentCredentials credentials(AgentName name) {
        return AgentCredentials.enrol(name, pair(directory, name.id()), enrolmentKey);
    }

    /**
     * An agent's own key, for what it signs besides calls; made at its first start.
     *
     * @return empty if registries are not told by whose proof it is the agent's
     * @throws UncheckedIOException if it cannot be read or made
     */
    public static Optional<KeyPair> ownKey(AnnouncerConfig config, AgentId id) {
        return config.announce() && config.enrolmentKey().isPresent()
                ? Optional.of(pair(config.identityDirectory(), id))
                : Optional.empty();
    }

    private static KeyPair pair(Path directory, AgentId id) {
        try {
            return KeyFile.readOrMake(directory.resolve(id + ".key"));
        } catch (IOException e) {
            throw new UncheckedIOException("The agent's own key cannot be used", e);
        }
    }
}
