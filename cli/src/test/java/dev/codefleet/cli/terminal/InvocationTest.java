package dev.codefleet.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InvocationTest {
    @Test
    void theSameFleetIsNamedAgain() {
        assertThat(Invocation.PLAIN.with("--gateway", "http://h:1").of("watch job1"))
                .isEqualTo("./codefleet watch job1 --gateway http://h:1");
    }

    @Test
    void aShellReadsTheWordsAsTheyWere() throws Exception {
        var line = Invocation.PLAIN.with("--gateway", "http://h/it's $HOME").of("jobs");

        var shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + line).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("./codefleet|jobs|--gateway|http://h/it's $HOME|");
    }
}
