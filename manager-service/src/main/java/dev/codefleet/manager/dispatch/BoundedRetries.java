package dev.codefleet.manager.dispatch;

import dev.codefleet.manager.ManagerConfig;
import dev.codefleet.support.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * A bounded number of tries of something that fails for reasons of the moment, with waits that
 * double up to the longest.
 *
 * @param first wait
 * @param longest wait
 * @param most tries
 */
record BoundedRetries(Duration first, Duration longest, int most) {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_OF_ALL = Duration.ofHours(1);
    private static final int MOST_OF_ALL = 1_000;

    /** Waits of half a minute at most. */
    BoundedRetries(Duration first, int most) {
        this(first, LONGEST, most);
    }

    /**
     * The waits for a repository whose server is away.
     *
     * @throws IllegalArgumentException naming the setting that is out of bounds
     */
    static BoundedRetries ofRepositories(ManagerConfig config) {
        long first = config.repositoryFirstWaitMs();
        long longest = config.repositoryLongestWaitMs();
        require("CODEFLEET_MANAGER_REPOSITORY_FIRST_WAIT_MS", first, 1, LONGEST_OF_ALL.toMillis());
        require(
                "CODEFLEET_MANAGER_REPOSITORY_LONGEST_WAIT_MS",
                longest,
                first,
                LONGEST_OF_ALL.toMillis());
        int most = config.repositoryMaxTries();
        require("CODEFLEET_MANAGER_REPOSITORY_MAX_TRIES", most, 1, MOST_OF_ALL);
        return new BoundedRetries(Duration.ofMillis(first), Duration.ofMillis(longest), most);
    }

    private static void require(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    setting + " must be " + least + " to " + most + ", but is " + value + ".");
        }
    }

    /** The same waits, of which there may be more. */
    BoundedRetries atLeast(int tries) {
        return new BoundedRetries(first, longest, Math.max(most, tries));
    }

    /**
     * The pause before the next try.
     *
     * @param tries so far, 1 or more
     * @return empty if there were enough
     */
    Optional<Duration> after(int tries) {
        if (tries >= most) {
            return Optional.empty();
        }
        return Optional.of(new Backoff(first, longest).pause(tries));
    }
}
