package dev.codefleet.git.process;

import dev.codefleet.git.RepositoryUrl;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes by what git says why a remote could not be used. */
final class RemoteFailure {
    private static final Pattern NO_REPOSITORY =
            sign(
                    "repository .*not found|does not appear to be a git repository|returned error: (404|410)");
    private static final Pattern DENIED =
            sign(
                    "authentication failed|could not read (username|password)|permission denied|access denied"
                            + "|host key verification failed|returned error: (401|403)|SSL certificate"
                            + "|certificate verif|not authorized|unauthorized"
                            // Git LFS has words of its own.
                            + "|authorization error|authentication required");
    private static final Pattern UNREACHABLE =
            sign(
                    "could not resolve|temporary failure in name resolution|name or service not known"
                            + "|connection (refused|reset|timed out|closed)|failed to connect|couldn't connect"
                            + "|operation timed out|operation too slow|network is unreachable|no route to host"
                            + "|returned error: (429|5\\d\\d)|empty reply|early EOF|unexpected disconnect"
                            + "|kex_exchange_identification|TLS connection was non-properly terminated"
                            + "|recv failure|send failure|remote end hung up"
                            // Git LFS
                            + "|from HTTP (429|5\\d\\d)|rate limit exceeded|no such host|i/o timeout"
                            + "|handshake timeout|dial tcp|unexpected EOF");

    /** Git LFS prints an address that it does not know how to print. */
    private static final Pattern UNPRINTED = Pattern.compile(" &\\{%!.*}s\\(MISSING\\)");

    private RemoteFailure() {}

    /** What is wrong for good comes first: SSH says in any case that it could not read. */
    static @Nullable GitFailed of(
            RepositoryUrl url, List<String> arguments, int exitCode, String stderr) {
        if (url.localPath().isPresent() || url.uploaded().isPresent()) {
            return null;
        }
        if (NO_REPOSITORY.matcher(stderr).find()) {
            return failure(
                    GitFailed.Reason.NO_REPOSITORY,
                    "There is no repository at " + url + ", or it is hidden from the fleet",
                    arguments,
                    exitCode,
                    stderr);
        }
        if (DENIED.matcher(stderr).find()) {
            return failure(
                    GitFailed.Reason.DENIED,
                    "The fleet was not let in at " + url,
                    arguments,
                    exitCode,
                    stderr);
        }
        if (UNREACHABLE.matcher(stderr).find()) {
            return failure(
                    GitFailed.Reason.UNREACHABLE,
                    "The fleet cannot reach " + url,
                    arguments,
                    exitCode,
                    stderr);
        }
        return null;
    }

    private static GitFailed failure(
            GitFailed.Reason reason,
            String what,
            List<String> arguments,
            int exitCode,
            String stderr) {
        return new GitFailed(reason, what + ": " + told(stderr), arguments, exitCode, stderr);
    }

    /** The first line says most: those after it are what follows from it. */
    private static String told(String stderr) {
        return stderr.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("warning:"))
                .findFirst()
                .map(line -> line.replaceFirst("^(remote: |fatal: |ERROR: )+", ""))
                .map(line -> UNPRINTED.matcher(line).replaceFirst(""))
                .orElse("git did not say why")
                .strip();
    }

    private static Pattern sign(String words) {
        return Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }
}
