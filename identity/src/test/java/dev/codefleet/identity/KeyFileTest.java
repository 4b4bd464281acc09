package dev.codefleet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir private Path directory;

    @Test
    void thePairThatTheFirstStartMakesIsTheOneOfTheNext() throws IOException {
        var file = directory.resolve("identity/programmer-1.key");

        var made = KeyFile.readOrMake(file);

        var read = KeyFile.readOrMake(file);
        assertThat(read.getPublic()).isEqualTo(made.getPublic());
        assertThat(read.getPrivate()).isEqualTo(made.getPrivate());
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(directory.resolve("identity"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileWithoutAPairIsNamedAndNotReplaced() throws IOException {
        var file = Files.writeString(directory.resolve("key"), "secret words");

        assertThatThrownBy(() -> KeyFile.readOrMake(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("secret words");
        assertThat(file).hasContent("secret words");
    }
}
