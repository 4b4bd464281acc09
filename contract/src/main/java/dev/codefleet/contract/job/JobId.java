package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Id of a job: lower-case letters and digits, 4 to 32 characters, sortable by time of submission.
 */
public record JobId(@JsonValue String value) implements Comparable<JobId> {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 32;

    /**
     * The id of that value.
     *
     * @throws IllegalArgumentException if the value has another form
     */
    @JsonCreator
    public JobId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "job id must match [a-z0-9]{4,32}, but was '" + value + "'");
        }
    }

    // By hand: several ids are read and looked up for each attempt, and regular expressions,
    // streams and a record's own equals show in profiles.
    private static boolean isWellFormed(String value) {
        if (value.length() < SHORTEST || value.length() > LONGEST) {
            return false;
        }
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
