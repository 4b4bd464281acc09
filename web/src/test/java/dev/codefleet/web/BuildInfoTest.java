package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildInfoTest {
    @Test
    void aVersionHasItsCommitWhereThatIsKnown() {
        assertThat(new BuildInfo("1.2", Optional.of("0f1e2d3"))).hasToString("1.2+0f1e2d3");
        assertThat(new BuildInfo("1.2", Optional.of("0f1e2d3-dirty")).commit())
                .isEqualTo("0f1e2d3-dirty");
        assertThat(new BuildInfo("1.2", Optional.empty())).hasToString("1.2");
        assertThat(new BuildInfo("1.2", Optional.of("unknown"))).hasToString("1.2");
    }
}
