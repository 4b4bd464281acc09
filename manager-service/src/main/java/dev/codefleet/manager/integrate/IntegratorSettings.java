package dev.codefleet.manager.integrate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of an {@link Integrator}.
 *
 * @param directory a directory of its own, shared with no other process; made when missing
 * @param maxMirrorBytes the size of all copies of repositories above which those that are not in
 *     use are removed, the one unused for longest first
 * @param maxExportBytes the size of all exported bundles above which the one unused for longest is
 *     removed
 * @param maxPatchBytes the largest patch of a result
 * @param lockTimeout how long to wait for another thread that fetches the same repository
 * @param localTimeout the limit of a git command on this machine
 * @param remoteTimeout the limit of a git command that reaches a remote
 * @param unusedFor for how long objects that no job keeps stay
 * @param remoteEnvironment variables for git commands that reach a remote, such as {@code
 *     SSH_AUTH_SOCK}
 */
public record IntegratorSettings(
        Path directory,
        long maxMirrorBytes,
        long maxExportBytes,
        long maxPatchBytes,
        Duration lockTimeout,
        Duration localTimeout,
        Duration remoteTimeout,
        Duration unusedFor,
        Map<String, String> remoteEnvironment) {

    public IntegratorSettings {
        remoteEnvironment = Map.copyOf(remoteEnvironment);
    }

    /**
     * 10 GiB of mirrors, 1 GiB of bundles, patches of 256 MiB; 10 min for a lock or a remote, 2 min
     * for a local command, 1 h for unused objects; no variables.
     */
    public static IntegratorSettings defaults(Path directory) {
        return new IntegratorSettings(
                directory,
                10L << 30,
                1L << 30,
                256L << 20,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Map.of());
    }
}
