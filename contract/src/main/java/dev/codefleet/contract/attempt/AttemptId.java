package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.codefleet.contract.job.JobId;
import java.util.regex.Pattern;

/**
 * Id of an attempt, written {@code <job>.<subtask key>.<number>}.
 *
 * @param key letters, digits, {@code _ -}, 1 to 64 characters
 * @param number from 1
 */
public record AttemptId(JobId job, String key, int number) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /**
     * @throws IllegalArgumentException if key or number is out of form
     */
    public AttemptId {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("subtask key must match " + KEY);
        }
        if (number < 1) {
            throw new IllegalArgumentException("attempt number must be 1 or more");
        }
    }

    /**
     * @throws IllegalArgumentException if the text is not an attempt id
     */
    @JsonCreator
    public static AttemptId parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 3 || !parts[2].matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "attempt id must be <job>.<subtask key>.<number>, but was '" + text + "'");
        }
        return new AttemptId(new JobId(parts[0]), parts[1], Integer.parseInt(parts[2]));
    }

    @JsonValue
    @Override
    public String toString() {
        return job + "." + key + "." + number;
    }
}
