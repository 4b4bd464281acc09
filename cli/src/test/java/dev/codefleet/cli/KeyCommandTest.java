package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.access.AccessFile;
import dev.codefleet.access.AccessKey;
import dev.codefleet.access.AccessReading;
import dev.codefleet.access.Authentication;
import dev.codefleet.access.KeyToken;
import dev.codefleet.access.Role;
import dev.codefleet.cli.fleet.CommandContext;
import dev.codefleet.cli.terminal.Style;
import dev.codefleet.cli.terminal.Terminal;
import dev.codefleet.localfleet.Home;
import dev.codefleet.localfleet.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path directory;

    @Test
    void aKeyIsPrintedOnceAndItsSumIsListed() {
        assertThat(
                        execute(
                                "key create anna --role submitter --project web --project api"
                                        + " --expires 2031-01-31"))
                .isZero();

        var token = text(out).strip();
        var known = authenticated(home().accessFile(), token);
        assertThat(known)
                .isEqualTo(
                        new AccessKey(
                                "anna",
                                KeyToken.parse(token).orElseThrow().sha256(),
                                Role.SUBMITTER,
                                List.of("web", "api"),
                                false,
                                Instant.parse("2031-01-31T00:00:00Z")));
        assertThat(home().accessFile()).content().doesNotContain(token.substring(8));
        assertThat(text(err)).contains("anna", "10 s").doesNotContain(token);
    }

    /** The next 'up' would make another one in its place without a word. */
    @Test
    void theMachinesOwnKeyIsNotMadeByHand() {
        assertThat(execute("key create local --role operator")).isEqualTo(2);

        assertThat(text(err)).contains("this machine's own", "Take another name");
        assertThat(home().accessFile()).doesNotExist();
        assertThat(execute("key create local --role operator --file " + directory.resolve("else")))
                .isZero();
    }

    @Test
    void keysAreListedWithoutWhatIsSecret() {
        execute("key create ci --role submitter --automation");
        var token = text(out).strip();
        execute("key create grafana --role metrics");
        out.reset();

        assertThat(execute("key list")).isZero();
        assertThat(text(out)).contains("ci", "submitter", "yes", "never", "grafana", "metrics");
        assertThat(text(out)).doesNotContain(token, KeyToken.parse(token).orElseThrow().sha256());

        out.reset();
        assertThat(execute("key list --json")).isZero();
        assertThat(text(out)).contains("\"id\":\"ci\"", "\"automation\":true");
    }

    @Test
    void aRevokedKeyIsGone() {
        execute("key create anna --role viewer");
        execute("key create otto --role viewer");

        assertThat(execute("key revoke anna")).isZero();

        assertThat(keys(home().accessFile())).extracting(AccessKey::id).containsExactly("otto");
        assertThat(execute("key revoke anna")).isEqualTo(2);
        assertThat(text(err)).contains("There is no key 'anna'");
    }

    @Test
    void theFileOfAnotherFleetIsNamed() {
        var file = directory.resolve("elsewhere.yaml");

        assertThat(execute("key create anna --role operator --file " + file)).isZero();

        assertThat(keys(file)).hasSize(1);
        assertThat(home().accessFile()).doesNotExist();
    }

    @Test
    void aNameIsTakenOnce() {
        execute("key create anna --role viewer");

        assertThat(execute("key create anna --role operator")).isEqualTo(1);

        assertThat(keys(home().accessFile()))
                .singleElement()
                .extracting(AccessKey::role)
                .isEqualTo(Role.VIEWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key",
                "key mend",
                "key create",
                "key create anna",
                "key create anna --role boss",
                "key create Anna --role viewer",
                "key create anna --role viewer --project a,b",
                "key create anna --role viewer --expires soon",
                "key create anna --role approver --automation",
                "key revoke",
                "key list"
            })
    void wrongUsageMakesNoFile(String line) {
        assertThat(execute(line)).isEqualTo(2);

        assertThat(text(err)).isNotBlank();
        assertThat(text(out)).isEmpty();
        assertThat(home().accessFile()).doesNotExist();
    }

    @Test
    void aBadFileIsNotTouched() throws IOException {
        Files.createDirectories(home().directory());
        Files.writeString(home().accessFile(), "keys: anna");

        assertThat(execute("key create otto --role viewer")).isEqualTo(1);
        assertThat(text(err)).contains("line 1, keys");
        assertThat(home().accessFile()).hasContent("keys: anna");
    }

    private Home home() {
        return new Home(directory.resolve("home"));
    }

    private static AccessKey authenticated(Path file, String token) {
        var list = ((AccessReading.Read) AccessFile.read(file)).list();
        return ((Authentication.Known) list.authenticate(token, NOW)).key();
    }

    private static List<AccessKey> keys(Path file) {
        return ((AccessReading.Read) AccessFile.read(file)).list().keys();
    }

    private int execute(String line) {
        var context =
                new CommandContext(
                        home(),
                        Installation.ofProcess(),
                        Map.of(),
                        new Terminal(print(out), print(err), Style.PLAIN, false));
        return Codefleet.execute(context, line.split(" ", -1));
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
