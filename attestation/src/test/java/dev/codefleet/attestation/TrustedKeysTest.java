package dev.codefleet.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.identity.SigningKeys;
import org.junit.jupiter.api.Test;

class TrustedKeysTest {
    private final String key = SigningKeys.text(SigningKeys.make().getPublic());
    private final String newer = SigningKeys.text(SigningKeys.make().getPublic());

    @Test
    void anAgentKeepsTheKeysThatItHad() {
        var keys =
                TrustedKeys.parse("# a comment\n\n programmer/p1 " + key + "\n")
                        .with("programmer/p1", newer)
                        .with("programmer/p1", key);

        assertThat(keys.text())
                .isEqualTo("programmer/p1 " + key + "\nprogrammer/p1 " + newer + "\n");
        assertThat(keys.size()).isEqualTo(2);
        assertThat(TrustedKeys.parse(keys.text()).of("programmer/p1")).hasSize(2);
    }

    @Test
    void aLineThatIsNoneIsNamed() {
        assertThatThrownBy(() -> TrustedKeys.parse("\nprogrammer/p1\n"))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> TrustedKeys.parse("programmer/p1 AAAA\n"))
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> TrustedKeys.parse("stranger/p1 " + key + "\n"))
                .hasMessageContaining("line 1");
    }
}
