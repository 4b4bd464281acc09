package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.codefleet.contract.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Id of an attempt, written {@code <job>.<subtask key>.<number>}.
 *
 * @param key letters, digits, {@code _ -}, 1 to 64 characters
 * @param number from 1
 */
public record AttemptId(JobId job, String key, int number) {
    private static final int LONGEST_KEY = 64;
    private static final int MOST_DIGITS = 9;

    /**
     * @throws IllegalArgumentException if key or number is out of form
     */
    public AttemptId {
        if (!isKey(key)) {
            throw new IllegalArgumentException(
                    "subtask key must match [A-Za-z0-9][A-Za-z0-9_-]{0,63}");
        }
        if (number < 1) {
            throw new IllegalArgumentException("attempt number must be 1 or more");
        }
    }

    /**
     * Reads an id from its text.
     *
     * @throws IllegalArgumentException if the text is not an attempt id
     */
    @JsonCreator
    public static AttemptId parse(String text) {
        var first = text.indexOf('.');
        var second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0 || !isNumber(text.substring(second + 1))) {
            throw new IllegalArgumentException(
                    "attempt id must be <job>.<subtask key>.<number>, but was '" + text + "'");
        }
        return new AttemptId(
                new JobId(text.substring(0, first)),
                text.substring(first + 1, second),
                Integer.parseInt(text.substring(second + 1)));
    }

    // By hand: several ids are read and looked up for each attempt, and regular expressions,
    // streams and a record's own equals show in profiles.
    private static boolean isKey(String text) {
        if (text.isEmpty() || text.length() > LONGEST_KEY || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        for (var i = 1; i < text.length(); i++) {
            var c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS || text.charAt(0) == '0') {
            return false;
        }
        for (var i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AttemptId that
                && number == that.number
                && key.equals(that.key)
                && job.equals(that.job);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * job.hashCode() + key.hashCode()) + number;
    }

    @JsonValue
    @Override
    public String toString() {
        return job + "." + key + "." + number;
    }
}
