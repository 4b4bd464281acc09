package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCheckTest {
    @TempDir private Path root;

    @Test
    void aDirectoryIsMadeAndNothingIsLeftOfTheTrial() throws IOException {
        var directory = StartCheck.directory("SETTING", root.resolve("a/b"));

        assertThat(directory).isEqualTo(root.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void aFileInTheWayIsNamedWithSettingAndWayOut() throws IOException {
        var file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> StartCheck.directory("SETTING", file))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessage(
                        "SETTING is %s, which cannot be used: %s is a file. Name a directory that"
                                + " this process can make and write to.",
                        file, file);
        assertThatThrownBy(() -> StartCheck.directory("SETTING", file.resolve("below")))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContainingAll("SETTING", file.resolve("below").toString());
    }

    /** Nobody, not even root, makes files there. */
    @Test
    void aDirectoryInWhichNoFileCanBeMadeIsNone() {
        assertThatThrownBy(() -> StartCheck.directory("SETTING", Path.of("/proc")))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("SETTING is /proc, which cannot be used: ");
    }

    @Test
    void aLogThatCannotBeWrittenIsRefused() throws IOException {
        var file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> LogFileCheck.check(file + "/a.log"))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContainingAll("CODEFLEET_LOG_PATH is ", "CODEFLEET_LOG_TO_DISK=false");
        assertThatThrownBy(() -> LogFileCheck.check(root.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CODEFLEET_LOG_PATH is " + root);
        LogFileCheck.check(root + "/new/a.log");
        assertThat(root.resolve("new/a.log")).isEmptyFile();
    }

    @Test
    void aLogIsLookedAtOnlyIfItIsWritten() {
        var nowhere = Map.of("CODEFLEET_LOG_PATH", root.toString());
        ServiceStart.checkLog(Map.of());
        ServiceStart.checkLog(nowhere);

        var written = new HashMap<>(nowhere);
        written.put("CODEFLEET_LOG_TO_DISK", "true");
        assertThatThrownBy(() -> ServiceStart.checkLog(written))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void whatIsOutOfFormIsSaidInItsOwnWords() {
        assertThat(StartCheck.made(() -> 1)).isEqualTo(1);
        assertThatThrownBy(() ->
                        StartCheck.made(() -> {
                            throw new IllegalArgumentException("CODEFLEET_X must be 1.");
                        }))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessage("CODEFLEET_X must be 1.");
    }
}
