package dev.codefleet.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.codefleet.plan.Node.Entry;
import dev.codefleet.plan.Node.Kind;
import dev.codefleet.plan.Node.Scalar;
import java.io.IOException;
import java.util.ArrayList;

/** Reads JSON syntax, keeping lines and repeated names. */
final class JsonTree {
    private static final int NAME_CHARACTERS = 1_000;

    /** Names are not interned: they are the client's to choose. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(PlanBounds.NESTING)
                                    .maxStringLength(PlanBounds.PLAN_CHARACTERS)
                                    .maxNameLength(NAME_CHARACTERS)
                                    .build())
                    .build();

    private final JsonParser parser;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    static Node read(String text) throws MalformedText {
        return read(() -> JSON.createParser(text));
    }

    /**
     * @param bytes UTF-8, or UTF-16 or UTF-32 that shows by its first bytes
     */
    static Node read(byte[] bytes) throws MalformedText {
        return read(() -> JSON.createParser(bytes));
    }

    private interface Source {
        JsonParser open() throws IOException;
    }

    private static Node read(Source source) throws MalformedText {
        try (var parser = source.open()) {
            try {
                return new JsonTree(parser).whole();
            } catch (JsonProcessingException broken) {
                var at = broken.getLocation();
                var line = at == null ? 1 : at.getLineNr();
                throw new MalformedText(line, broken.getOriginalMessage());
            } catch (IOException _) {
                var line = parser.currentLocation().getLineNr();
                throw new MalformedText(line, "The text is not valid UTF-8.");
            }
        } catch (IOException _) {
            throw new MalformedText(1, "The text is not valid UTF-8.");
        }
    }

    private Node whole() throws IOException, MalformedText {
        var first = parser.nextToken();
        if (first == null) {
            throw new MalformedText(1, "The text is empty; a JSON object was expected.");
        }
        var root = node(first);
        if (parser.nextToken() != null) {
            throw new MalformedText(line(), "There is more text after the end of the JSON value.");
        }
        return root;
    }

    /** Recursion is bounded by the parser's nesting limit. */
    private Node node(JsonToken token) throws IOException {
        var line = line();
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_STRING -> Node.text(line, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new Scalar(line, Kind.NUMBER, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(line, Kind.BOOLEAN, parser.getText());
            case VALUE_NULL -> Node.none(line);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("No JSON value starts with " + token);
        };
    }

    private Node mapping(int line) throws IOException {
        var entries = new ArrayList<Entry>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var nameLine = line();
            entries.add(new Entry(nameLine, name, node(parser.nextToken())));
        }
        return new Node.Mapping(line, entries);
    }

    private Node sequence(int line) throws IOException {
        var items = new ArrayList<Node>();
        for (var token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(node(token));
        }
        return new Node.Sequence(line, items);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
