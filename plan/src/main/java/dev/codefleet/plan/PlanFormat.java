package dev.codefleet.plan;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The formats of plans. */
public enum PlanFormat {
    YAML,
    JSON,
    MARKDOWN;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern SUBTASKS =
            Pattern.compile("^[\"']?subtasks[\"']?\\s*:", Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^##? \\S", Pattern.MULTILINE);

    /**
     * Tells the format by the text: an opening brace means JSON; a {@code subtasks:} at the start
     * of a line means YAML, whose comments look like headings; headings mean Markdown; the rest is
     * YAML.
     */
    public static PlanFormat of(String text) {
        if (text.stripLeading().startsWith("{")) {
            return JSON;
        }
        if (SUBTASKS.matcher(text).find()) {
            return YAML;
        }
        return HEADING.matcher(text).find() ? MARKDOWN : YAML;
    }

    /**
     * Reads the syntax of {@code text}.
     *
     * @param format null to tell it by the text
     */
    static Node parse(String text, @Nullable PlanFormat format) throws MalformedText {
        if (text.length() > PlanBounds.PLAN_CHARACTERS) {
            throw new MalformedText(
                    1, "The plan has more than " + PlanBounds.PLAN_CHARACTERS + " characters.");
        }
        var plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        return switch (format == null ? of(plain) : format) {
            case YAML -> YamlTree.read(plain, 1);
            case JSON -> JsonTree.read(plain);
            case MARKDOWN -> MarkdownTree.read(plain);
        };
    }
}
