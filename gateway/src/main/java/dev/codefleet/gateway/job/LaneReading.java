package dev.codefleet.gateway.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.codefleet.contract.agent.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the lane of a submission, and that it is a JSON object. The rest is the manager's to judge.
 * Reads in pieces and keeps none, so the size of the body does not matter.
 */
sealed interface LaneReading {
    /** Of all lanes, as they are written. */
    List<String> NAMES = Arrays.stream(Lane.values()).map(LaneReading::nameOf).toList();

    record Found(Lane lane) implements LaneReading {}

    record Malformed(JsonProcessingException cause) implements LaneReading {}

    record NotAnObject() implements LaneReading {}

    record Unknown(int line, String written) implements LaneReading {}

    /**
     * Reads the whole body.
     *
     * @throws IOException if the stream fails
     */
    static LaneReading of(InputStream body) throws IOException {
        try (var parser = Parsers.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new NotAnObject();
            }
            LaneReading reading = new Found(Lane.CODE);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var isLane = parser.currentName().equals("lane");
                parser.nextToken();
                if (isLane) {
                    reading = laneAt(parser);
                }
                parser.skipChildren();
            }
            // Reads on behind the object, where only blanks may be.
            return parser.nextToken() == null ? reading : new NotAnObject();
        } catch (JsonProcessingException e) {
            return new Malformed(e);
        }
    }

    private static LaneReading laneAt(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> new Found(Lane.CODE);
            case VALUE_STRING -> {
                var written = parser.getText();
                var lane = laneOf(written);
                yield lane.isPresent()
                        ? new Found(lane.get())
                        : new Unknown(parser.currentTokenLocation().getLineNr(), written);
            }
            default ->
                    new Unknown(
                            parser.currentTokenLocation().getLineNr(),
                            parser.currentToken().name().toLowerCase(Locale.ROOT));
        };
    }

    private static Optional<Lane> laneOf(String written) {
        return Arrays.stream(Lane.values())
                .filter(lane -> nameOf(lane).equals(written))
                .findFirst();
    }

    private static String nameOf(Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }

    /** Keeps the factory, whose symbol tables are worth sharing, out of the interface. */
    final class Parsers {
        private static final JsonFactory FACTORY = new JsonFactory();

        private Parsers() {}
    }
}
