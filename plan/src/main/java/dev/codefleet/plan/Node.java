package dev.codefleet.plan;

import java.util.List;

/**
 * A plan's text as a tree, each part with its 1-based line. Duplicate names are kept, to be named.
 */
sealed interface Node {

    int line();

    /** What it is, for "is …" in a message. */
    String description();

    record Mapping(int line, List<Entry> entries) implements Node {
        @Override
        public String description() {
            return "an object";
        }
    }

    record Entry(int line, String name, Node value) {}

    record Sequence(int line, List<Node> items) implements Node {
        @Override
        public String description() {
            return "a list";
        }
    }

    record Scalar(int line, Kind kind, String text) implements Node {
        @Override
        public String description() {
            return switch (kind) {
                case TEXT -> "the text " + Quoted.of(text);
                case PLAIN -> Quoted.of(text);
                case NUMBER -> "the number " + Quoted.shortened(text, 40);
                case BOOLEAN -> text;
                case NULL -> "null";
            };
        }

        boolean isText() {
            return kind == Kind.TEXT || kind == Kind.PLAIN;
        }

        boolean isNumber() {
            return kind == Kind.NUMBER || kind == Kind.PLAIN;
        }
    }

    enum Kind {
        TEXT,
        /**
         * Unquoted, in YAML or Markdown: what it is depends on what is expected, so that a title
         * may be {@code 2024} or {@code no} and stays the text that its author wrote.
         */
        PLAIN,
        NUMBER,
        BOOLEAN,
        NULL
    }

    static Scalar text(int line, String text) {
        return new Scalar(line, Kind.TEXT, text);
    }

    static Scalar plain(int line, String text) {
        return new Scalar(line, Kind.PLAIN, text);
    }

    static Scalar none(int line) {
        return new Scalar(line, Kind.NULL, "");
    }
}
