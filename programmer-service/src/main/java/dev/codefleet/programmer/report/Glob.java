package dev.codefleet.programmer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for paths in a repository: {@code *} and {@code ?} stay within a name, {@code **}
 * crosses directories and may be none, {@code [ab]} is one of these characters and {@code [!ab]}
 * none of them, {@code {a,b}} is either text, and a pattern that fits a directory fits all in it.
 * {@code ./} in front means nothing.
 *
 * <p>Files may be called {@code [slug].ts}: brackets and braces are also taken for what they are.
 */
public final class Glob {
    private final Pattern pattern;

    public Glob(String glob) {
        var path = plain(glob);
        var expression = expression(path, true);
        var asWritten = expression(path, false);
        var either =
                expression.equals(asWritten)
                        ? expression
                        : "(?:" + expression + "|" + asWritten + ")";
        pattern = Pattern.compile(either + "(/.*)?", Pattern.DOTALL);
    }

    /** Whether a path, with slashes and without a leading one, is meant. */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** The same without what says nothing in a path. The root stands for all in it. */
    private static String plain(String glob) {
        var names = new ArrayList<String>();
        for (var name : glob.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names.isEmpty() ? "**" : String.join("/", names);
    }

    /**
     * @param isRead whether brackets and braces have their meaning
     */
    private static String expression(String glob, boolean isRead) {
        var expression = new StringBuilder();
        for (var i = 0; i < glob.length(); i++) {
            var c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                expression.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                expression.append(".*");
                i++;
            } else if (c == '*') {
                expression.append("[^/]*");
            } else if (c == '?') {
                expression.append("[^/]");
            } else if (isRead && c == '[' && endOfClass(glob, i) > 0) {
                var end = endOfClass(glob, i);
                expression.append(oneOf(glob.substring(i + 1, end)));
                i = end;
            } else if (isRead && c == '{' && alternatives(glob, i).size() > 1) {
                var texts = alternatives(glob, i);
                expression.append(
                        texts.stream()
                                .map(text -> expression(text, true))
                                .collect(Collectors.joining("|", "(?:", ")")));
                i += texts.stream().mapToInt(String::length).sum() + texts.size();
            } else {
                expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return expression.toString();
    }

    /** Where the bracket is that closes the one at a place; -1 for none before the next slash. */
    private static int endOfClass(String glob, int open) {
        var first = open + 1;
        if (first < glob.length() && isNegation(glob.charAt(first))) {
            first++;
        }
        // A closing bracket that comes first is a character like others.
        var end = glob.indexOf(']', first + 1);
        var slash = glob.indexOf('/', open);
        return end < 0 || (slash >= 0 && slash < end) ? -1 : end;
    }

    private static boolean isNegation(char c) {
        return c == '!' || c == '^';
    }

    /** One character of those between brackets, or none of them, and never a slash. */
    private static String oneOf(String characters) {
        var isNegated = isNegation(characters.charAt(0));
        var expression = new StringBuilder(isNegated ? "[^/" : "(?!/)[");
        for (var i = isNegated ? 1 : 0; i < characters.length(); i++) {
            var c = characters.charAt(i);
            expression.append(quoted(c));
            if (i + 2 < characters.length()
                    && characters.charAt(i + 1) == '-'
                    && characters.charAt(i + 2) >= c) {
                expression.append('-').append(quoted(characters.charAt(i + 2)));
                i += 2;
            }
        }
        return expression.append(']').toString();
    }

    private static String quoted(char c) {
        return Character.isLetterOrDigit(c)
                ? String.valueOf(c)
                : "\\x{" + Integer.toHexString(c) + "}";
    }

    /** The texts between a brace and the one that closes it; none if nothing does. */
    private static List<String> alternatives(String glob, int open) {
        var texts = new ArrayList<String>();
        var depth = 0;
        var start = open + 1;
        for (var i = open; i < glob.length(); i++) {
            switch (glob.charAt(i)) {
                case '{' -> depth++;
                case ',' -> {
                    if (depth == 1) {
                        texts.add(glob.substring(start, i));
                        start = i + 1;
                    }
                }
                case '}' -> {
                    if (--depth == 0) {
                        texts.add(glob.substring(start, i));
                        return texts;
                    }
                }
                default -> {}
            }
        }
        return List.of();
    }
}
