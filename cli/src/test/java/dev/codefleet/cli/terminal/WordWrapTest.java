package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.gatewayclient.Invocation;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordWrapTest {
    private static final Invocation DEMO =
            Invocation.PLAIN.inHome(Path.of("/home/ada/.codefleet/demo"));
    private static final String CALL = DEMO.of("watch 01K2ZJ5T8Q9W3X4Y6Z7A8B9C0D");

    /** Whoever pastes it into a shell would call the half of it. */
    @ParameterizedTest
    @ValueSource(ints = {60, 80})
    void aCallOfTheCommandIsNeverBroken(int columns) {
        var sentences =
                Stream.of(
                        "  " + CALL + " follows it, when a fleet is up.",
                        "Logs of a subtask: " + CALL,
                        "Start a fleet with '" + DEMO.of("up") + "', or name one: '" + CALL + "'.");

        assertThat(sentences)
                .allSatisfy(sentence -> {
                    var lines = WordWrap.wrapped(sentence, columns, "    ");

                    assertThat(lines)
                            .filteredOn(line -> line.contains(CALL))
                            .singleElement()
                            .satisfies(line ->
                                    // Nothing but its indent and the signs around it.
                                    assertThat(line.strip())
                                            .hasSizeBetween(CALL.length(), CALL.length() + 3));
                    assertThat(lines)
                            .filteredOn(line -> !line.contains("./codefleet"))
                            .allMatch(line -> !line.isBlank() && line.length() <= columns);
                    assertThat(String.join(" ", lines).replaceAll(" +", " ").strip())
                            .isEqualTo(sentence.strip());
                });
    }

    @Test
    void aCallThatFitsStandsInItsSentence() {
        var call = Invocation.PLAIN.of("down");

        assertThat(WordWrap.wrapped("It stays until you stop it with " + call + " yourself.", 50))
                .containsExactly("It stays until you stop it with " + call, "yourself.");
    }
}
