package dev.codefleet.gatewayclient;

import static dev.codefleet.gatewayclient.Invocation.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationTest {
    @Test
    void aLineHasNoPlainSpaceUntilItLeaves() {
        var line = Invocation.PLAIN.inHome(Path.of("/a b/demo")).of("watch job1");

        assertThat(line).doesNotContain(" ");
        assertThat(CommandFailed.failed(line)).hasMessage(plain(line));
        assertThat(plain(line)).doesNotContain("\u00a0");
    }

    @Test
    void theSameFleetIsNamedAgain() {
        assertThat(plain(Invocation.PLAIN.with("--gateway", "http://h:1").of("watch job1")))
                .isEqualTo("./codefleet watch job1 --gateway http://h:1");
    }

    @Test
    void aFleetOfAnotherHomeIsNamedByIt() {
        assertThat(plain(Invocation.PLAIN.inHome(Path.of("/a b/demo")).of("down")))
                .isEqualTo("CODEFLEET_HOME='/a b/demo' ./codefleet down");
    }

    @Test
    void anAnswerThatDoesNotComeIsToldWithTheLauncherAsItWasCalled() {
        System.setProperty("codefleet.command", "cf");
        try {
            var gateway = GatewayClient.at("http://127.0.0.1:1", Duration.ZERO);

            assertThatThrownBy(gateway::fleet)
                    .isInstanceOfSatisfying(
                            CommandFailed.class,
                            failure ->
                                    assertThat(failure.lines().getLast())
                                            .satisfies(line ->
                                                    assertThat(plain(line))
                                                            .startsWith(
                                                                    "Start a fleet with 'cf up', or ")));
        } finally {
            System.clearProperty("codefleet.command");
        }
    }

    /** Whoever called it by another path or by a link could not paste a name that we made up. */
    @ParameterizedTest
    @ValueSource(strings = {"gateway-client", "local-fleet", "chaos", "cli"})
    void nobodyElseNamesTheLauncher(String module) throws IOException {
        var sources = Path.of("..", module, "src/main/java");
        try (var files = Files.walk(sources)) {
            var naming =
                    files.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith("Invocation.java"))
                            .filter(InvocationTest::namesTheLauncher);
            assertThat(naming).isEmpty();
        }
    }

    private static boolean namesTheLauncher(Path source) {
        try {
            return Files.readString(source).contains("./codefleet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aShellReadsTheWordsAsTheyWere() throws Exception {
        var line = Invocation.PLAIN.with("--gateway", "http://h/it's $HOME").of("jobs");

        var shell = new ProcessBuilder("sh", "-c", "printf '%s|' " + plain(line)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("./codefleet|jobs|--gateway|http://h/it's $HOME|");
    }
}
