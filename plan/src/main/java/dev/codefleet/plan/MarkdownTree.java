package dev.codefleet.plan;

import dev.codefleet.plan.Node.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a Markdown plan into the tree that the same plan in YAML would give: {@code # title}, then
 * plan-level fields (also as YAML front matter), then a {@code ##} section for each subtask.
 */
final class MarkdownTree {
    private static final Pattern TITLE = Pattern.compile("# +(.+?)(?: +#+)?\\s*");
    private static final Pattern SECTION = Pattern.compile("## +(.+?)(?: +#+)?\\s*");
    private static final String FRONT_MATTER = "---";

    private final MarkdownLines lines;
    private final MarkdownFields fields;
    private final List<Entry> plan = new ArrayList<>();

    private MarkdownTree(String text) {
        this.lines = new MarkdownLines(text);
        this.fields = new MarkdownFields(lines);
    }

    static Node read(String text) throws MalformedText {
        return new MarkdownTree(text).plan();
    }

    private Node plan() throws MalformedText {
        readFrontMatter();
        readPlanLevel();
        var firstSection = lines.number();
        var subtasks = new ArrayList<Node>();
        while (lines.peek() != null) {
            subtasks.add(section());
        }
        plan.add(new Entry(firstSection, "subtasks", new Node.Sequence(firstSection, subtasks)));
        return new Node.Mapping(1, plan);
    }

    private void readFrontMatter() throws MalformedText {
        var first = lines.peek();
        if (first == null || !first.stripTrailing().equals(FRONT_MATTER)) {
            return;
        }
        lines.skip();
        var yaml = new StringBuilder();
        for (var line = lines.peek(); line != null; line = lines.peek()) {
            lines.skip();
            if (line.stripTrailing().equals(FRONT_MATTER)) {
                addFrontMatter(yaml.toString());
                return;
            }
            yaml.append(line).append('\n');
        }
        throw new MalformedText(1, "The front matter that starts here is never closed with '---'.");
    }

    private void addFrontMatter(String yaml) throws MalformedText {
        if (yaml.isBlank()) {
            return;
        }
        if (!(YamlTree.read(yaml, 2) instanceof Node.Mapping mapping)) {
            throw new MalformedText(2, "The front matter must be `field: value` lines.");
        }
        plan.addAll(mapping.entries());
    }

    private void readPlanLevel() throws MalformedText {
        for (var line = lines.peek(); line != null; line = lines.peek()) {
            if (SECTION.matcher(line).matches()) {
                return;
            }
            var title = TITLE.matcher(line);
            if (title.matches()) {
                plan.add(new Entry(lines.number(), "title", heading(title.group(1))));
                lines.skip();
            } else if (fields.isAtField()) {
                plan.add(fields.field());
            } else if (lines.isAtFence()) {
                lines.fenced();
            } else {
                lines.skip();
            }
        }
    }

    private Node section() throws MalformedText {
        var line = lines.number();
        var source = lines.peek();
        var heading = SECTION.matcher(source == null ? "" : source);
        if (!heading.matches()) {
            throw new MalformedText(line, "A second title: a plan has one '# title'.");
        }
        lines.skip();
        var section = new MarkdownSection(line, heading.group(1));
        for (var next = lines.peek(); next != null; next = lines.peek()) {
            if (SECTION.matcher(next).matches() || TITLE.matcher(next).matches()) {
                break;
            }
            if (fields.isAtField()) {
                section.add(fields.field());
            } else if (lines.isAtFence()) {
                section.addProse(lines.number(), lines.fencedSource());
            } else {
                section.addProse(lines.number(), next);
                lines.skip();
            }
        }
        return section.subtask();
    }

    private Node heading(String text) {
        return Node.plain(lines.number(), text);
    }
}
