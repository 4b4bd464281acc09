package dev.codefleet.manager.integrate;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.git.CommitId;
import dev.codefleet.git.RefName;
import dev.codefleet.git.RepositoryUrl;
import dev.codefleet.git.process.GitFailed;
import java.util.Set;

/** Maps failures of git to {@link IntegrationFailed}. */
final class Failures {
    private static final Set<String> REMOTE_COMMANDS = Set.of("ls-remote", "fetch", "push");

    private Failures() {}

    static IntegrationFailed of(GitFailed failure) {
        return switch (failure.reason()) {
            case TIMED_OUT ->
                    because(
                            FailureReason.TIMED_OUT,
                            failure,
                            "Try again, or give git a longer limit of time.");
            case INTERRUPTED -> because(FailureReason.CANCELLED, failure, "");
            case EXIT_CODE -> exit(failure);
            case NOT_FOUND ->
                    because(
                            FailureReason.EXECUTOR_ERROR,
                            failure,
                            "Check the name, or push it to the repository first.");
            case OUTPUT_TOO_LARGE ->
                    because(
                            FailureReason.EXECUTOR_ERROR,
                            failure,
                            "The result is larger than the limit; take it as a branch or bundle.");
            case BAD_BUNDLE ->
                    because(FailureReason.EXECUTOR_ERROR, failure, "Nothing of it was accepted.");
            case NO_REPOSITORY, UNUSABLE -> because(FailureReason.REFUSED, failure, "");
            case DENIED ->
                    because(
                            FailureReason.REFUSED,
                            failure,
                            "Check the name and password, token or key that the fleet has for it.");
            case UNREACHABLE ->
                    new IntegrationFailed(
                            FailureReason.REFUSED,
                            String.valueOf(failure.getMessage()),
                            false,
                            failure);
            case IO, TAMPERED, NOT_COMMITTABLE ->
                    because(
                            FailureReason.EXECUTOR_ERROR,
                            failure,
                            "Look at the manager's disk and at its git.");
        };
    }

    /** A result that a repository does not take. */
    static IntegrationFailed undeliverable(GitFailed failure, RepositoryUrl url) {
        if (failure.reason() != GitFailed.Reason.EXIT_CODE) {
            return of(failure);
        }
        return new IntegrationFailed(
                FailureReason.REFUSED,
                "The result cannot be delivered to "
                        + url
                        + ". Choose the delivery download, or let the fleet push there.\n"
                        + failure.getMessage(),
                false,
                failure);
    }

    static RepositoryUrl url(String repository) throws IntegrationFailed {
        try {
            return new RepositoryUrl(repository);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    static CommitId commit(String name) throws IntegrationFailed {
        try {
            return new CommitId(name);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    static RefName ref(String name) throws IntegrationFailed {
        try {
            return new RefName(name);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    private static IntegrationFailed exit(GitFailed failure) {
        var isRemote =
                !failure.arguments().isEmpty()
                        && REMOTE_COMMANDS.contains(failure.arguments().getFirst());
        return isRemote
                ? because(
                        FailureReason.REFUSED,
                        failure,
                        "Check that the repository is there and that the manager may use it.")
                : new IntegrationFailed(
                        FailureReason.EXECUTOR_ERROR,
                        String.valueOf(failure.getMessage()),
                        // In a mirror that was made anew only what the repository has is there.
                        failure.isOfDamage(),
                        failure);
    }

    private static IntegrationFailed wrong(IllegalArgumentException e) {
        return new IntegrationFailed(
                FailureReason.EXECUTOR_ERROR, String.valueOf(e.getMessage()), false, e);
    }

    private static IntegrationFailed because(
            FailureReason reason, GitFailed failure, String wayOut) {
        var message = (failure.getMessage() + "\n" + wayOut).strip();
        return new IntegrationFailed(reason, message, false, failure);
    }
}
