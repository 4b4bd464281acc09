package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalSizeTest {

    @Test
    void isWhatSttySays() {
        assertThat(TerminalSize.parse("50 200\n")).isEqualTo(new TerminalSize(50, 200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 0", "50", "50 x", "50 200 1", "999999 1"})
    void isTheUsualOneWhereSttySaysNothingOfUse(String output) {
        assertThat(TerminalSize.parse(output)).isEqualTo(TerminalSize.USUAL);
    }
}
