package dev.codefleet.contract.attempt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.codefleet.contract.job.JobId;

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

    // By hand: several ids are read for each attempt, and a regular expression shows in profiles.
    private static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_KEY
                && isAlphanumeric(text.charAt(0))
                && text.chars().allMatch(c -> isAlphanumeric(c) || c == '_' || c == '-');
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.charAt(0) != '0'
                && text.chars().allMatch(AttemptId::isDigit);
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    @JsonValue
    @Override
    public String toString() {
        return job + "." + key + "." + number;
    }
}
