package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

class SseTypesTest {
    sealed interface Weather {
        @JsonTypeName("sun")
        record Sunshine(int hours) implements Weather {}

        @JsonTypeName("rain")
        record Rain(int litres) implements Weather {}
    }

    sealed interface Nameless {
        record Fog(int metres) implements Nameless {}
    }

    sealed interface Ambiguous {
        @JsonTypeName("wind")
        record Breeze(int beaufort) implements Ambiguous {}

        @JsonTypeName("wind")
        record Storm(int beaufort) implements Ambiguous {}
    }

    private final SseTypes<Weather> types = SseTypes.of(Weather.class);

    @Test
    void anEventHasTheNameThatIsWrittenOnItsTypeAndIsReadByIt() throws JsonProcessingException {
        var event = Sse.json("7", new Weather.Sunshine(9));

        assertThat(event).isEqualTo(new SseEvent("7", "sun", "{\"hours\":9}"));
        assertThat(types.read(event)).contains(new Weather.Sunshine(9));
    }

    @Test
    void anEventOfALaterVersionIsNone() throws JsonProcessingException {
        assertThat(types.read(new SseEvent(null, "hail", "{}"))).isEmpty();
    }

    @Test
    void anEventOfAnotherFormIsRefused() {
        assertThatThrownBy(() -> types.read(new SseEvent(null, "rain", "[]")))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void aTypeWithoutANameIsABug() {
        assertThatThrownBy(() -> Sse.json(null, new Nameless.Fog(50)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Fog has no @JsonTypeName");
        assertThatThrownBy(() -> SseTypes.of(Nameless.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoTypesOfOneNameAreABug() {
        assertThatThrownBy(() -> SseTypes.of(Ambiguous.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two events of one name");
    }
}
