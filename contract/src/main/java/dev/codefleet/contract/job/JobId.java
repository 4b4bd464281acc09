package dev.codefleet.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Id of a job: lower-case letters and digits, 4 to 32 characters, sortable by time of submission.
 *
 * @throws IllegalArgumentException if the value has another form
 */
public record JobId(@JsonValue String value) implements Comparable<JobId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{4,32}");

    @JsonCreator
    public JobId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "job id must match " + FORM + ", but was '" + value + "'");
        }
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
