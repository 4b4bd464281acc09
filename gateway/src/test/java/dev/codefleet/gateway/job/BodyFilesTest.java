package dev.codefleet.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyFilesTest {
    @TempDir private Path directory;

    @Test
    void filesOfKilledGatewaysGoAndThoseOfOthersStay() throws IOException {
        var dead = file("codefleet-body-11-123.part");
        var earlierLife = file("codefleet-body-1-456.part");
        var alive = file("codefleet-body-12-789.part");
        var foreign = file("codefleet-body-note.part");
        var inside = Files.createDirectory(directory.resolve("codefleet-body-11-1.part"));

        BodyFiles.deleteAbandoned(directory, 1, process -> process == 12);

        assertThat(dead).doesNotExist();
        assertThat(earlierLife).doesNotExist();
        assertThat(alive).exists();
        assertThat(foreign).exists();
        assertThat(inside).exists();
    }

    @Test
    void aFileOfThisProcessIsToldByItsName() throws IOException {
        var own = Files.createTempFile(directory, BodyFiles.prefix(), BodyFiles.SUFFIX);

        BodyFiles.deleteAbandoned(directory, -1, process -> true);
        assertThat(own).exists();
        BodyFiles.deleteAbandoned(directory, ProcessHandle.current().pid(), process -> true);
        assertThat(own).doesNotExist();
    }

    private Path file(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "body");
    }
}
