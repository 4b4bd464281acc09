package dev.codefleet.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The roles of keys, each of which may call some endpoints of a gateway. */
public enum Role {
    /** Reads jobs and the fleet. */
    VIEWER,
    /** Reads, submits jobs and controls them. */
    SUBMITTER,
    /** Reads, and approves what waits for a person. */
    APPROVER,
    /** May do everything. */
    OPERATOR,
    /** Scrapes metrics and the demand of the fleet, as a monitor or an autoscaler. */
    METRICS;

    /** As the access file and messages write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that a word means. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** The words of all roles. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Role::word).toList();
    }
}
