package dev.codefleet.programmer.workspace;

import java.util.regex.Pattern;

/**
 * A pattern for paths in a repository: {@code *} and {@code ?} stay within a name, {@code **}
 * crosses directories and may be none, and a pattern that fits a directory fits all in it.
 */
public final class Glob {
    private final Pattern pattern;

    public Glob(String glob) {
        var text = glob.startsWith("/") ? glob.substring(1) : glob;
        var trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        pattern = Pattern.compile(expression(trimmed) + "(/.*)?", Pattern.DOTALL);
    }

    /** Whether a path, with slashes and without a leading one, is meant. */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    private static String expression(String glob) {
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
            } else {
                expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return expression.toString();
    }
}
