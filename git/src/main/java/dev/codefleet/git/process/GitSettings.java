package dev.codefleet.git.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Settings of running git.
 *
 * @param executable the git program, a name on the PATH or a path
 * @param home a directory of our own that stands in for the user's home; made when missing
 * @param remoteEnvironment variables that only calls that reach a remote get, such as {@code
 *     SSH_AUTH_SOCK}, {@code GIT_SSH_COMMAND} or {@code GIT_ASKPASS}; they win over the built-in
 *     ones
 * @param refused directories in which no repository is anybody's to name: the fleet's own
 * @param localTimeout the limit of a call that stays on this machine
 * @param remoteTimeout the limit of a call that reaches a remote
 * @param maxOutputBytes the limit of what a call may print, unless the call sets its own
 * @param lfsMaxBytes the limit of contents of Git LFS that are fetched at once; 0 to fetch none
 */
public record GitSettings(
        String executable,
        Path home,
        Map<String, String> remoteEnvironment,
        List<Path> refused,
        Duration localTimeout,
        Duration remoteTimeout,
        long maxOutputBytes,
        long lfsMaxBytes) {

    public GitSettings {
        remoteEnvironment = Map.copyOf(remoteEnvironment);
        refused = List.copyOf(refused);
    }

    /**
     * {@code git} from the PATH, no credentials, 2 min for local and 10 min for remote calls, 16
     * MiB of output, 1 GiB of Git LFS.
     */
    public static GitSettings defaults(Path home) {
        return new GitSettings(
                "git",
                home,
                Map.of(),
                List.of(),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                16L << 20,
                1L << 30);
    }

    /** The same with other limits of time. */
    public GitSettings withTimeouts(Duration local, Duration remote) {
        return new GitSettings(
                executable,
                home,
                remoteEnvironment,
                refused,
                local,
                remote,
                maxOutputBytes,
                lfsMaxBytes);
    }

    /** The same with variables for calls that reach a remote. */
    public GitSettings withRemoteEnvironment(Map<String, String> variables) {
        return new GitSettings(
                executable,
                home,
                variables,
                refused,
                localTimeout,
                remoteTimeout,
                maxOutputBytes,
                lfsMaxBytes);
    }

    /** The same with directories in which no repository may be named. */
    public GitSettings refusing(List<Path> directories) {
        return new GitSettings(
                executable,
                home,
                remoteEnvironment,
                directories,
                localTimeout,
                remoteTimeout,
                maxOutputBytes,
                lfsMaxBytes);
    }

    /** The same with another limit of fetched contents of Git LFS. */
    public GitSettings withLfsMaxBytes(long most) {
        return new GitSettings(
                executable,
                home,
                remoteEnvironment,
                refused,
                localTimeout,
                remoteTimeout,
                maxOutputBytes,
                most);
    }
}
