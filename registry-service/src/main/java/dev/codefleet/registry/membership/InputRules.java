package dev.codefleet.registry.membership;

import dev.codefleet.contract.agent.AgentKind;
import dev.codefleet.contract.agent.Heartbeat;
import dev.codefleet.contract.agent.Registration;
import dev.codefleet.contract.problem.FieldError;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits of what a registration and a beat may hold. */
public final class InputRules {
    static final int MAX_SLOTS = 1_000;
    static final int MAX_LABELS = 32;
    static final int MAX_ATTEMPTS = 1_000;
    static final int MAX_JOBS = 100;
    private static final int MAX_LANES = 16;
    private static final int MAX_URL = 2_048;
    private static final int MAX_NAME = 128;
    private static final int MAX_LABEL = 256;
    private static final int MAX_MESSAGE = 1_000;

    private final List<FieldError> errors = new ArrayList<>();

    private InputRules() {}

    public static List<FieldError> check(Registration registration) {
        var rules = new InputRules();
        rules.require(isBaseUrl(registration.url()), "url", "is not a base address", BASE_URL);
        if (registration.kind() != AgentKind.GATEWAY) {
            rules.require(
                    !registration.lanes().isEmpty(), "lanes", "is empty", "one or more lanes");
        }
        if (registration.kind() == AgentKind.PROGRAMMER) {
            rules.require(
                    !registration.executors().isEmpty(),
                    "executors",
                    "is empty",
                    "one or more executors");
        }
        rules.requireSize(registration.lanes().size(), MAX_LANES, "lanes");
        rules.requireSize(registration.executors().size(), MAX_LANES, "executors");
        rules.requireRange(registration.slots(), "slots");
        rules.requirePositive(registration.incarnation(), "incarnation");
        rules.requireLength(registration.version(), MAX_NAME, "version");
        rules.requireSize(registration.labels().size(), MAX_LABELS, "labels");
        registration
                .labels()
                .forEach((name, value) -> {
                    rules.requireLength(name, MAX_NAME, "labels");
                    rules.requireLength(value, MAX_LABEL, "labels");
                });
        return rules.errors;
    }

    public static List<FieldError> check(Heartbeat beat) {
        var rules = new InputRules();
        rules.requirePositive(beat.incarnation(), "incarnation");
        rules.requirePositive(beat.seq(), "seq");
        rules.requireRange(beat.freeSlots(), "free_slots");
        if (beat.message() != null) {
            rules.requireLength(beat.message(), MAX_MESSAGE, "message");
        }
        rules.requireIds(beat.attempts(), MAX_ATTEMPTS, "attempts");
        rules.requireIds(beat.jobs(), MAX_JOBS, "jobs");
        return rules.errors;
    }

    private static final String BASE_URL = "http://host:port or https://…, without a final slash";

    private static boolean isBaseUrl(String url) {
        try {
            var uri = URI.create(url);
            return url.length() <= MAX_URL
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && !url.endsWith("/");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private void requireIds(List<String> ids, int max, String field) {
        requireSize(ids.size(), max, field);
        for (var i = 0; i < Math.min(ids.size(), max); i++) {
            requireLength(ids.get(i), MAX_NAME, field + "[" + i + "]");
        }
    }

    private void requireRange(int value, String field) {
        require(
                value >= 0 && value <= MAX_SLOTS,
                field,
                value + " is out of range",
                "0 to " + MAX_SLOTS);
    }

    private void requirePositive(long value, String field) {
        require(value > 0, field, value + " is out of range", "1 or more");
    }

    private void requireSize(int size, int max, String field) {
        require(size <= max, field, "has " + size + " entries", "at most " + max);
    }

    private void requireLength(@Nullable String text, int max, String field) {
        var length = text == null ? 0 : text.length();
        require(
                length > 0 && length <= max,
                field,
                "has " + length + " characters",
                "1 to " + max + " characters");
    }

    private void require(boolean holds, String field, String message, String expected) {
        if (!holds) {
            errors.add(new FieldError(null, field, message, expected));
        }
    }
}
