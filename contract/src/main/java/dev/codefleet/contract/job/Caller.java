package dev.codefleet.contract.job;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who has called a gateway, as the gateway names him to managers. In a header of its own: the id of
 * his key, a word for his role, and his projects, such as {@code anna submitter web,api}.
 *
 * @param isOperator whether he may do everything
 * @param projects whose jobs he may see, the first of which his own jobs belong to; empty for all
 */
public record Caller(String key, boolean isOperator, List<String> projects) {
    /** No client can send it: a gateway passes on what it knows, and makes this one itself. */
    public static final String HEADER = "X-Codefleet-Caller";

    private static final Pattern FORM =
            Pattern.compile("([a-z0-9-]{1,32}) ([a-z]{1,32})(?: ([A-Za-z0-9._,-]{1,8000}))?");
    private static final String OPERATOR = "operator";

    public Caller {
        projects = List.copyOf(projects);
    }

    /**
     * Reads the header.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static Caller valueOf(String header) {
        var match = FORM.matcher(header);
        if (!match.matches()) {
            throw new IllegalArgumentException(HEADER + " has a wrong form");
        }
        var projects = match.group(3);
        return new Caller(
                match.group(1),
                match.group(2).equals(OPERATOR),
                projects == null ? List.of() : Arrays.asList(projects.split(",")));
    }

    /** The header of a caller with that role. */
    public static String header(String key, String role, List<String> projects) {
        return key + " " + role + (projects.isEmpty() ? "" : " " + String.join(",", projects));
    }
}
