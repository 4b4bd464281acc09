package dev.codefleet.plan;

import dev.codefleet.plan.Node.Entry;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A {@code ##} section on its way to becoming a subtask. */
final class MarkdownSection {
    private static final Pattern KEY_AND_TITLE =
            Pattern.compile("`?(" + PlanBounds.KEY.pattern() + ")`?:\\s+(.+)");
    private static final Set<String> EXECUTOR_FIELDS =
            Set.of("kind", "run", "argv", "agent", "model");
    private static final int KEY_CHARACTERS = 64;

    private final int line;
    private final String heading;
    private final List<Entry> fields = new ArrayList<>();
    private final List<Entry> executor = new ArrayList<>();
    private final StringBuilder prose = new StringBuilder();
    private int proseLine;

    MarkdownSection(int line, String heading) {
        this.line = line;
        this.heading = heading;
    }

    /** Fields of the executor may stand directly in the section, without {@code - executor:}. */
    void add(Entry field) {
        if (EXECUTOR_FIELDS.contains(field.name())) {
            executor.add(field);
        } else if (field.name().equals("executor")
                && field.value() instanceof Node.Mapping mapping) {
            executor.addAll(mapping.entries());
        } else {
            fields.add(field);
        }
    }

    void addProse(int number, String text) {
        if (prose.isEmpty()) {
            if (text.isBlank()) {
                return;
            }
            proseLine = number;
        }
        prose.append(text).append('\n');
    }

    Node subtask() {
        var entries = new ArrayList<>(headingFields());
        entries.addAll(fields);
        if (!prose.isEmpty()) {
            entries.add(
                    new Entry(proseLine, "goal", Node.text(proseLine, prose.toString().strip())));
        }
        if (!executor.isEmpty()) {
            var first = executor.getFirst().line();
            entries.add(new Entry(first, "executor", new Node.Mapping(first, executorFields())));
        }
        return new Node.Mapping(line, entries);
    }

    private List<Entry> headingFields() {
        var entries = new ArrayList<Entry>();
        var keyAndTitle = KEY_AND_TITLE.matcher(heading);
        var isSplit = !has("key") && keyAndTitle.matches();
        if (!has("key")) {
            var key = isSplit ? keyAndTitle.group(1) : slug(heading);
            entries.add(new Entry(line, "key", Node.plain(line, key)));
        }
        if (!has("title")) {
            var title = isSplit ? keyAndTitle.group(2) : heading;
            entries.add(new Entry(line, "title", Node.plain(line, title)));
        }
        return entries;
    }

    private boolean has(String name) {
        return fields.stream().anyMatch(field -> field.name().equals(name));
    }

    /** The executor's kind follows from its other fields where it is not written. */
    private List<Entry> executorFields() {
        var names = executor.stream().map(Entry::name).toList();
        if (names.contains("kind")) {
            return executor;
        }
        var kind = "llm";
        if (names.contains("run") || names.contains("argv")) {
            kind = "command";
        } else if (names.contains("agent")) {
            kind = "agent";
        }
        var entries = new ArrayList<>(executor);
        var first = executor.getFirst().line();
        entries.add(new Entry(first, "kind", Node.plain(first, kind)));
        return entries;
    }

    private static String slug(String title) {
        var slug =
                Normalizer.normalize(title, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]+", "-")
                        .replaceAll("^[-_]+", "");
        return slug.substring(0, Math.min(slug.length(), KEY_CHARACTERS)).replaceAll("-+$", "");
    }
}
