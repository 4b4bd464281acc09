package dev.codefleet.access;

import dev.codefleet.support.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key as the access file has it.
 *
 * @param id its name, which is no secret: 1 to 32 lower-case letters and digits, with single {@code
 *     -} between them
 * @param sha256 of the secret's text
 * @param projects whose jobs it is for; empty for all projects, and for jobs without one
 * @param automation whether a program holds it, which never approves anything
 * @param expires from when on it counts no more; null for never
 */
public record AccessKey(
        String id,
        String sha256,
        Role role,
        List<String> projects,
        boolean automation,
        @Nullable Instant expires) {

    private static final Pattern ID = Pattern.compile("[a-z0-9](?:-?[a-z0-9]){0,31}");
    private static final int LONGEST_ID = 32;
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** A header carries them to managers. */
    private static final int LONGEST_PROJECTS = 4_000;

    static final String ID_FORM =
            "1 to 32 lower-case letters and digits, with single '-' between them";
    static final String PROJECT_FORM =
            "1 to 64 letters, digits, '.', '_' and '-', a letter or digit first";

    /**
     * @throws IllegalArgumentException if a value has another form, or if an automation is to be an
     *     approver
     */
    public AccessKey {
        require(isId(id), "'" + id + "' is no id of a key: " + ID_FORM);
        require(Sha256.isSum(sha256), "a sha256 is 64 lower-case hexadecimal digits");
        for (var project : projects) {
            require(isProject(project), "'" + project + "' is no project: " + PROJECT_FORM);
        }
        require(
                String.join(",", projects).length() <= LONGEST_PROJECTS,
                "its projects have more than " + LONGEST_PROJECTS + " characters together");
        require(
                !automation || role != Role.APPROVER,
                "a key of an automation never approves, so it cannot be an approver's");
        projects = List.copyOf(projects);
    }

    /** Whether a text may be the id of a key. */
    public static boolean isId(String text) {
        return text.length() <= LONGEST_ID && ID.matcher(text).matches();
    }

    /** Whether a text may be the name of a project. */
    public static boolean isProject(String text) {
        return PROJECT.matcher(text).matches();
    }

    /** Whether it counts no more. */
    public boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
