package dev.codefleet.manager.programmers;

import dev.codefleet.contract.agent.AgentId;
import dev.codefleet.contract.attempt.Failure;
import dev.codefleet.contract.attempt.FailureReason;
import java.time.Duration;
import java.util.Optional;

/**
 * The rule by which a manager gives up an attempt whose stream is broken and cannot be re-attached.
 * By then the programmer has stopped it by itself: it needs a contact within the last 12 s to go on
 * (see the programmer's own rule), and registries say LOST after 15 s. They may have said so for
 * long while this manager still followed the attempt: what it heard last is a contact, too.
 *
 * <p>Whom a majority of them does not know has left, and its attempts have ended before or with its
 * process; or they have not heard of it for as long as of one that is LOST. It is given the same
 * time: a programmer that is started again comes back with the reports that nobody has taken.
 */
public final class LossRule {
    /** Longer than the 2 min after which a programmer stops an attempt that nobody follows. */
    public static final Duration LONGEST_SILENCE = Duration.ofSeconds(150);

    /** Longer than the 12 s after which a programmer that nobody hears stops its attempts. */
    public static final Duration CUT_OFF = Duration.ofSeconds(15);

    private static final int REFUSALS = 2;

    private LossRule() {}

    /**
     * Decides whether an attempt is given up.
     *
     * @param loss what a majority of the configured registries says: that the programmer is LOST,
     *     or that they do not know it; empty if they say nothing of the kind
     * @param refusals how many times in a row its port refused the connection
     * @param silence time since the last contact with the attempt
     * @return why it is given up; empty to go on trying
     */
    public static Optional<String> reason(Optional<String> loss, int refusals, Duration silence) {
        if (loss.isPresent() && silence.compareTo(CUT_OFF) >= 0) {
            return loss;
        }
        if (refusals >= REFUSALS) {
            return Optional.of("its port refuses connections");
        }
        if (silence.compareTo(LONGEST_SILENCE) >= 0) {
            return Optional.of("no contact for " + LONGEST_SILENCE.toSeconds() + " s");
        }
        return Optional.empty();
    }

    /** What is said of an attempt that was given up. */
    public static Failure failure(AgentId programmer, String why) {
        return Failure.of(
                FailureReason.PROGRAMMER_LOST, programmer + " was given up: " + why + ".");
    }
}
