package dev.codefleet.registryclient;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.identity.AgentCredentials;
import dev.codefleet.identity.AgentName;
import dev.codefleet.identity.KeyFile;
import dev.codefleet.web.StartCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.Optional;

/** By which an agent proves who it is, and the clock that its tokens go by. */
public record AgentEnrolment(AgentCredentials credentials, InstantSource clock) {

    /**
     * Reads the agent's own key, or makes it at the first start, and enrols the agent.
     *
     * @param enrolmentKey of the agent's kind; it is not kept
     * @param directory where the agent's own key is kept
     * @throws io.quarkus.runtime.configuration.ConfigurationException naming the directory or file
     *     that cannot be used, and the way out
     */
    public static AgentEnrolment of(
            AgentName name, PrivateKey enrolmentKey, Path directory, InstantSource clock) {
        var pair = pair(directory, name.id());
        return new AgentEnrolment(AgentCredentials.enrol(name, pair, enrolmentKey), clock);
    }

    /**
     * An agent's own key, for what it signs besides calls; made at its first start.
     *
     * @return empty if registries are not told by whose proof it is the agent's
     * @throws io.quarkus.runtime.configuration.ConfigurationException as {@link #of} does
     */
    public static Optional<KeyPair> ownKey(AnnouncerConfig config, AgentId id) {
        return config.announce() && config.enrolmentKey().isPresent()
                ? Optional.of(pair(config.identityDirectory(), id))
                : Optional.empty();
    }

    private static KeyPair pair(Path directory, AgentId id) {
        var kept =
                StartCheck.directory(
                        "CODEFLEET_IDENTITY_DIRECTORY (by default in CODEFLEET_HOME)", directory);
        var file = kept.resolve(id + ".key");
        try {
            return KeyFile.readOrMake(file);
        } catch (IOException e) {
            throw StartCheck.refusal(
                    "This agent's own key, "
                            + file
                            + " in CODEFLEET_IDENTITY_DIRECTORY, cannot be used: "
                            + StartCheck.reason(e)
                            + ". Let this process read it, or bring the file back from a backup."
                            + " Without the file the agent makes a new key, under which its id is"
                            + " refused until the registries have forgotten it"
                            + " (CODEFLEET_REGISTRY_FORGET_AFTER).");
        }
    }
}
