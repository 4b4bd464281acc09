package dev.codefleet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
    private static final String VARIABLE = "CODEFLEET_DATABASE_PASSWORD_FILE";

    @TempDir private Path directory;

    @Test
    void aFileStandsForItsVariable() throws IOException {
        var file = write("s3cret with spaces \n");

        assertThat(SecretFiles.values(Map.of(VARIABLE, file.toString(), "PATH", "/bin")))
                .isEqualTo(Map.of("CODEFLEET_DATABASE_PASSWORD", "s3cret with spaces "));
    }

    @Test
    void onlyTheLastLineEndIsCutOff() throws IOException {
        var file = write("two\nlines\r\n");

        assertThat(SecretFiles.values(Map.of(VARIABLE, file.toString())))
                .containsEntry("CODEFLEET_DATABASE_PASSWORD", "two\nlines");
    }

    @Test
    void otherVariablesAreLeftAlone() throws IOException {
        var file = write("x").toString();
        var environment = Map.of("POSTGRES_PASSWORD_FILE", file, VARIABLE, "", "CODEFLEET_ID", "a");

        assertThat(SecretFiles.values(environment)).isEmpty();
    }

    @Test
    void theAccessFileIsLeftToWhoeverReadsItAgain() throws IOException {
        var file = write("keys: []").toString();

        assertThat(SecretFiles.values(Map.of("CODEFLEET_ACCESS_FILE", file))).isEmpty();
    }

    @Test
    void aMissingFileIsNamedWithItsVariable() {
        var file = directory.resolve("absent");

        assertThatThrownBy(() -> SecretFiles.values(Map.of(VARIABLE, file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(VARIABLE, file.toString());
    }

    @Test
    void aVariableAndItsFileAreTooMuch() throws IOException {
        var file = write("from the file");
        var both = Map.of(VARIABLE, file.toString(), "CODEFLEET_DATABASE_PASSWORD", "direct");

        assertThatThrownBy(() -> SecretFiles.values(both))
                .hasMessageContainingAll("Both", VARIABLE)
                .message()
                .doesNotContain("from the file", "direct");
    }

    @Test
    void whatIsNoSecretIsNotRead() throws IOException {
        var file = write("x".repeat(64 * 1024 + 1));

        assertThatThrownBy(() -> SecretFiles.values(Map.of(VARIABLE, file.toString())))
                .hasMessageContaining("larger than 64 KiB");
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("secret"), content);
    }
}
