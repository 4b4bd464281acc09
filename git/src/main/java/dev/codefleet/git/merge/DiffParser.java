package dev.codefleet.git.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code git diff-tree -z --raw --numstat}: first a raw record per file, which has the
 * status, then a numstat record per file in the same order, which has the lines.
 *
 * <pre>
 *   :100644 100644 1234 5678 M NUL path NUL                :… R086 NUL old NUL new NUL
 *   1 TAB 2 TAB path NUL                                    1 TAB 2 TAB NUL old NUL new NUL
 * </pre>
 */
final class DiffParser {
    private record Named(ChangedFile.Status status, String path, @Nullable String oldPath) {}

    private record Counted(long added, long deleted, boolean isBinary) {}

    private final String[] fields;
    private int next;

    private DiffParser(String text) {
        fields = text.split("\0", -1);
    }

    static Changes parse(String text, int maxFiles) {
        return new DiffParser(text).read(maxFiles);
    }

    private Changes read(int maxFiles) {
        var named = new ArrayList<Named>();
        while (fields[next].startsWith(":")) {
            named.add(readNamed());
        }
        var counts = new HashMap<String, Counted>();
        while (next < fields.length && !fields[next].isEmpty()) {
            readCounted(counts);
        }
        return sum(named, counts, maxFiles);
    }

    private static Changes sum(List<Named> named, Map<String, Counted> counts, int maxFiles) {
        var files = new ArrayList<ChangedFile>();
        var added = 0L;
        var deleted = 0L;
        for (var file : named) {
            // A change of mode or kind alone has no numstat record in some versions.
            var count = counts.getOrDefault(file.path(), new Counted(0, 0, false));
            added += count.added();
            deleted += count.deleted();
            if (files.size() < maxFiles) {
                files.add(
                        new ChangedFile(
                                file.status(),
                                file.path(),
                                file.oldPath(),
                                count.added(),
                                count.deleted(),
                                count.isBinary()));
            }
        }
        return new Changes(named.size(), added, deleted, files, files.size() < named.size());
    }

    private Named readNamed() {
        var head = fields[next++];
        var letter = head.charAt(head.lastIndexOf(' ') + 1);
        var path = fields[next++];
        return switch (letter) {
            case 'A' -> new Named(ChangedFile.Status.ADDED, path, null);
            case 'D' -> new Named(ChangedFile.Status.DELETED, path, null);
            case 'R' -> new Named(ChangedFile.Status.RENAMED, fields[next++], path);
            case 'M', 'T' -> new Named(ChangedFile.Status.MODIFIED, path, null);
            default -> throw new IllegalArgumentException("Unknown status in a diff: " + letter);
        };
    }

    private void readCounted(Map<String, Counted> counts) {
        var parts = fields[next++].split("\t", 3);
        var path = parts[2];
        if (path.isEmpty()) {
            path = fields[next + 1];
            next += 2;
        }
        var isBinary = parts[0].equals("-");
        counts.merge(
                path,
                new Counted(
                        isBinary ? 0 : Long.parseLong(parts[0]),
                        isBinary ? 0 : Long.parseLong(parts[1]),
                        isBinary),
                (a, b) ->
                        new Counted(
                                a.added() + b.added(),
                                a.deleted() + b.deleted(),
                                a.isBinary() || b.isBinary()));
    }
}
