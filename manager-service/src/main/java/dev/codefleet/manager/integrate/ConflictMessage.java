package dev.codefleet.manager.integrate;

import dev.codefleet.contract.attempt.FailureReason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The message of a merge conflict: files, and the subtasks that changed them. */
final class ConflictMessage {
    /** To tell who changed files in conflict, this many of them are enough. */
    static final int MOST_FILES_ASKED = 100;

    private static final int MOST_SUBTASKS = 5;
    private static final int MOST_FILES = 20;
    private static final int LONGEST_NAME = 150;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private ConflictMessage() {}

    /**
     * @param others the subtasks that changed the files before; empty when that cannot be told, as
     *     after renames
     * @param unknownDrivers by file, a merge driver that is not there
     */
    static IntegrationFailed between(
            List<String> others,
            String subtask,
            List<String> files,
            Map<String, String> unknownDrivers) {
        var before =
                others.isEmpty() ? "what was merged before it" : list(others, MOST_SUBTASKS, "'");
        var message =
                "Subtask '%s' is in conflict with %s in %s. Let one depend on the other, or let each change files of its own."
                        .formatted(subtask, before, list(files, MOST_FILES, ""));
        return new IntegrationFailed(
                FailureReason.MERGE_CONFLICT, message + aboutDrivers(unknownDrivers));
    }

    private static String aboutDrivers(Map<String, String> unknownDrivers) {
        if (unknownDrivers.isEmpty()) {
            return "";
        }
        var named =
                new TreeMap<>(unknownDrivers)
                        .entrySet().stream()
                                .map(one -> one.getKey() + " (merge=" + one.getValue() + ")")
                                .toList();
        return " The merge drivers that .gitattributes names here are programs, which Codefleet does not run: "
                + list(named, MOST_FILES, "")
                + ".";
    }

    private static String list(List<String> names, int most, String quote) {
        var shown =
                names.stream()
                        .limit(most)
                        .map(name -> quote + printable(name) + quote)
                        .collect(Collectors.joining(", "));
        return names.size() <= most ? shown : shown + " and " + (names.size() - most) + " more";
    }

    private static String printable(String name) {
        var line = CONTROL.matcher(name).replaceAll("?");
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
    }
}
