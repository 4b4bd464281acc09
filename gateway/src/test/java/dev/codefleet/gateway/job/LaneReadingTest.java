package dev.codefleet.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Lane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneReadingTest {
    @Test
    void theLaneIsTheOneOfTheJobItself() throws IOException {
        assertThat(read("{\"plan\":{\"lane\":\"docs\",\"x\":[{}]},\"lane\":\"data\"}"))
                .isEqualTo(new LaneReading.Found(Lane.DATA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"lane\":null}", "{\"plan\":\"lane: docs\"} \n"})
    void withoutALaneItIsCode(String body) throws IOException {
        assertThat(read(body)).isEqualTo(new LaneReading.Found(Lane.CODE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"lane\":\"CODE\"}",
                "{\"lane\":\"\"}",
                "{\"lane\":7}",
                "{\"lane\":{\"lane\":\"code\"}}",
                "{\"lane\":[\"code\"]}"
            })
    void anythingElseIsNoLane(String body) throws IOException {
        assertThat(read(body)).isInstanceOf(LaneReading.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "\"text\"", "7", "null", "{} {}", "{}[]"})
    void aBodyIsOneObject(String body) throws IOException {
        assertThat(read(body)).isEqualTo(new LaneReading.NotAnObject());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":tru}",
                "{\"a\":[1,]}",
                "{}x",
                "{\"a\":\"b"
            })
    void whatIsNotJsonIsMalformed(String body) throws IOException {
        assertThat(read(body)).isInstanceOf(LaneReading.Malformed.class);
    }

    private static LaneReading read(String body) throws IOException {
        return LaneReading.of(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
