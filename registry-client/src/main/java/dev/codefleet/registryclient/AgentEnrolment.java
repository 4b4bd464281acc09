package dev.codefleet.registryclient;

import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.KeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.InstantSource;

/**
 * By which an agent proves to registries who it is.
 *
 * @param enrolmentKey of the agent's kind
 * @param directory where the agent's own key is kept
 */
public record AgentEnrolment(PrivateKey enrolmentKey, Path directory, InstantSource clock) {

    /** Reads the agent's own key, or makes it at the first start. */
    AgentCredentials credentials(AgentName name) {
        try {
            var pair = KeyFile.readOrMake(directory.resolve(name.id() + ".key"));
            return AgentCredentials.enrol(name, pair, enrolmentKey);
        } catch (IOException e) {
            throw new UncheckedIOException("The agent's own key cannot be used", e);
        }
    }
}
