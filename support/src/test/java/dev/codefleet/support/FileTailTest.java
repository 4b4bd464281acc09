package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {
    @TempDir private Path directory;

    @Test
    void theLastLinesAreTheEndOfTheFile() throws IOException {
        var file = Files.writeString(directory.resolve("log"), "one\ntwo\nthree\n");

        assertThat(FileTail.lines(file, 2, 100)).containsExactly("two", "three");
        assertThat(FileTail.lines(file, 9, 100)).containsExactly("one", "two", "three");
    }

    @Test
    void noMoreIsReadThanTheLastBytes() throws IOException {
        var file = Files.writeString(directory.resolve("log"), "one\ntwo\nthree\n");

        assertThat(FileTail.lines(file, 9, 6)).containsExactly("three");
        assertThat(FileTail.text(file, 0, 4)).isEqualTo("ree\n");
    }

    @Test
    void whatCameBeforeAPositionIsLeftOut() throws IOException {
        var file = Files.writeString(directory.resolve("log"), "one\ntwo\n");

        assertThat(FileTail.text(file, 4, 100)).isEqualTo("two\n");
        assertThat(FileTail.text(file, 8, 100)).isEmpty();
    }
}
