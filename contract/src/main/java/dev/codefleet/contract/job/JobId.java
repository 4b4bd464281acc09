package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Id of a job: lower-case letters and digits, 4 to 32 characters, sortable by time of submission.
 *
 * @throws IllegalArgumentException if the value has another form
 */
public record JobId(@JsonValue String value) implements Comparable<JobId> {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 32;

    @JsonCreator
    public JobId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "job id must match [a-z0-9]{4,32}, but was '" + value + "'");
        }
    }

    // By hand: several ids are read for each attempt, and a regular expression shows in profiles.
    private static boolean isWellFormed(String value) {
        return value.length() >= SHORTEST
                && value.length() <= LONGEST
                && value.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
