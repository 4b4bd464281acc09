package dev.codefleet.manager.integrate;

import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.git.process.GitFailed;
import org.jspecify.annotations.Nullable;

/** Git work that could not be done, with an account for people. */
public final class IntegrationFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_MESSAGE = 4_000;

    private final transient Failure failure;
    private final boolean needsRestore;

    IntegrationFailed(FailureReason reason, String message) {
        this(reason, message, false, null);
    }

    IntegrationFailed(
            FailureReason reason, String message, boolean needsRestore, @Nullable Throwable cause) {
        super(message, cause);
        var cut = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
        this.failure = Failure.of(reason, cut);
        this.needsRestore = needsRestore;
    }

    /** Whether a server was away, so that the same may succeed a little later. */
    public boolean isTemporary() {
        return getCause() instanceof GitFailed git && git.isTemporary();
    }

    /** Whether it is the repository that failed, or the way to it: it may be away. */
    public boolean isOfRepository() {
        return isTemporary() || failure.reason() == FailureReason.REFUSED;
    }

    /** What failed and the way out. */
    public Failure failure() {
        return failure;
    }

    /**
     * Whether the copy of the repository only lacks commits that were accepted before: {@link
     * Integrator#restore} brings them back, and the same call is then worth another try.
     */
    public boolean needsRestore() {
        return needsRestore;
    }
}
