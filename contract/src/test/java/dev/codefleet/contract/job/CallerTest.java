package dev.codefleet.contract.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
    @Test
    void aCallerIsReadAsItIsWritten() {
        assertThat(Caller.valueOf(Caller.header("anna", "submitter", List.of("web", "api-2"))))
                .isEqualTo(new Caller("anna", false, List.of("web", "api-2")));
        assertThat(Caller.valueOf(Caller.header("root", "operator", List.of())))
                .isEqualTo(new Caller("root", true, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anna",
                "anna ",
                "anna operator ",
                "anna operator web api",
                "a,b operator"
            })
    void whatIsNoCallerIsRefused(String header) {
        assertThatThrownBy(() -> Caller.valueOf(header))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
