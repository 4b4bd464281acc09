package dev.codefleet.contract.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcd.a.1",
                "0123456789abcdefghijklmnopqrstuv.A-b_C-9.999999999",
                "j0bs.0.10",
            })
    void whatWasWrittenIsRead(String text) {
        assertThat(AttemptId.parse(text)).hasToString(text);
    }

    @Test
    void aKeyMayHave64Characters() {
        var key = "k".repeat(64);

        assertThat(AttemptId.parse("abcd." + key + ".1").key()).isEqualTo(key);
        assertThatThrownBy(() -> AttemptId.parse("abcd.k" + key + ".1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "abcd",
                "abcd.key",
                "abcd.key.",
                "abcd..1",
                ".key.1",
                "abcd.key.0",
                "abcd.key.01",
                "abcd.key.-1",
                "abcd.key.+1",
                "abcd.key.1x",
                "abcd.key.1.2",
                "abcd.key.1000000000",
                "abcd.key.\u0661",
                "abcd._key.1",
                "abcd.-key.1",
                "abcd.k y.1",
                "abcd.k\u00e9y.1",
                "abcd.key.1\n",
                "abc.key.1",
                "Abcd.key.1",
                "ab-cd.key.1",
                "0123456789abcdefghijklmnopqrstuvw.key.1",
            })
    void whatIsNoAttemptIdIsRefused(String text) {
        assertThatThrownBy(() -> AttemptId.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
