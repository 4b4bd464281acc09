package dev.codefleet.localfleet;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.gatewayclient.CommandFailed;
import dev.codefleet.identity.EnrolmentKeys;
import dev.codefleet.identity.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Objects;

/**
 * The enrolment keys of a home: by them its registries know its agents from whoever else reaches
 * their ports. They are made at the first start and kept, in files that only the owner may read.
 */
final class LocalEnrolment {
    private final Home home;

    LocalEnrolment(Home home) {
        this.home = home;
    }

    /**
     * Makes the keys that are missing, and the list of their public ones.
     *
     * @throws CommandFailed if that is not possible
     */
    void ensure() {
        Home.makeParent(home.enrolmentKeys());
        var lines = new ArrayList<String>();
        for (var kind : AgentKind.values()) {
            lines.add(EnrolmentKeys.line(kind, publicKey(kind)));
        }
        try {
            replace(home.enrolmentKeys(), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw Home.unusable(home.enrolmentKeys(), e);
        }
    }

    private PublicKey publicKey(AgentKind kind) {
        var file = home.enrolmentKey(ServiceKind.valueOf(kind.name()));
        try {
            return KeyFile.readOrMake(file).getPublic();
        } catch (IOException e) {
            throw Home.unusable(file, e);
        }
    }

    /** A registry that starts again meanwhile must not find a part of it. */
    private static void replace(Path file, String text) throws IOException {
        var directory = Objects.requireNonNull(file.getParent(), "a file has a directory");
        var fresh = Files.createTempFile(directory, "public.", ".tmp");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
