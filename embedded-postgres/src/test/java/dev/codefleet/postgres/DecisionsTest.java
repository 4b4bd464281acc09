package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided without a server. */
class DecisionsTest {

    private final ServerLog log = new ServerLog(Path.of("/home/of/postgres.log"));

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, LINUX_AMD64",
        "Linux, aarch64, LINUX_ARM64",
        "Mac OS X, x86_64, MACOS_AMD64",
        "Mac OS X, aarch64, MACOS_ARM64",
    })
    void everyPackagedPlatformIsFound(String system, String architecture, Platform platform) {
        assertThat(Platform.of(system, architecture)).isEqualTo(platform);
        assertThat(Platform.class.getClassLoader().getResource(platform.archive())).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64"})
    void anotherPlatformIsNamedWithTheWayOut(String system, String architecture) {
        assertThatExceptionOfType(PostgresException.UnsupportedPlatform.class)
                .isThrownBy(() -> Platform.of(system, architecture))
                .withMessageContaining(system + " on " + architecture)
                .withMessageContaining("CODEFLEET_DATABASE_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes", "port", "hba_file"})
    void whatDurabilityAndAccessHangOnIsNotChangeable(String setting) {
        var options = PostgresOptions.onPort(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withSettings(Map.of(setting, "off")))
                .withMessageContaining(setting);
    }

    @Test
    void aSettingInOtherSpellingIsNotASetting() {
        var options = PostgresOptions.onPort(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withSettings(Map.of("FSYNC", "off")));
    }

    @Test
    void otherSettingsReplaceTheDefaults() {
        assertThat(Settings.arguments(Platform.LINUX_AMD64, 5, Map.of("max_connections", "20")))
                .contains("max_connections=20", "port=5", "fsync=on")
                .doesNotContain("max_connections=100");
    }

    @Test
    void onMacOsACommitReachesTheDisk() {
        assertThat(Settings.arguments(Platform.MACOS_ARM64, 5, Map.of()))
                .contains("wal_sync_method=fsync_writethrough");
    }

    @Test
    void aServerIsReadyWhenItsFileSaysSo() {
        var starting = "123\n/data\n1700000000\n5432\n\n127.0.0.1\n  1234  5\nstarting\n";
        assertThat(PostmasterFile.parse(starting)).contains(new PostmasterFile(123, false));
        assertThat(PostmasterFile.parse(starting.replace("starting", "ready   ")))
                .contains(new PostmasterFile(123, true));
        assertThat(PostmasterFile.parse("123\n")).contains(new PostmasterFile(123, false));
        assertThat(PostmasterFile.parse("")).isEmpty();
    }

    @Test
    void onlyAServerOfThisVeryDirectoryIsOurs() {
        var data = Path.of("/a/data");
        assertThat(Leftover.isServer("/x/bin/postgres -D /a/data -c port=1", data)).isTrue();
        assertThat(Leftover.isServer("/x/bin/postgres -D /a/data2 -c port=1", data)).isFalse();
        assertThat(Leftover.isServer("/usr/bin/vim /a/data", data)).isFalse();
    }

    @Test
    void theLogTellsWhatWentWrong() {
        assertThat(LoggedFailure.of("x", "could not bind: Address already in use", 77, log))
                .isInstanceOf(PostgresException.PortTaken.class)
                .hasMessageContaining("77");
        assertThat(
                        LoggedFailure.of(
                                "x", "FATAL: could not write: No space left on device", 77, log))
                .isInstanceOf(PostgresException.NoSpace.class);
        assertThat(LoggedFailure.of("It failed", "FATAL:  something else\n", 77, log))
                .isInstanceOf(PostgresException.Failed.class)
                .hasMessageContaining("It failed")
                .hasMessageContaining("something else")
                .hasMessageContaining("postgres.log");
    }
}
