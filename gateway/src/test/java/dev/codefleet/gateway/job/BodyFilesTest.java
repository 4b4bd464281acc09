package dev.codefleet.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyFilesTest {
    private static final Instant AFTER = Instant.now().plusSeconds(3600);

    @TempDir private Path directory;

    @Test
    void filesOfKilledGatewaysGoAndThoseOfOthersStay() throws IOException {
        var dead = file("codefleet-body-11-123.part");
        var earlierLife = file("codefleet-body-1-456.part");
        var alive = file("codefleet-body-12-789.part");
        var foreign = file("codefleet-body-note.part");
        var inside = Files.createDirectory(directory.resolve("codefleet-body-11-1.part"));

        BodyFiles.deleteAbandoned(directory, 1, AFTER, process -> process == 12);

        assertThat(dead).doesNotExist();
        assertThat(earlierLife).doesNotExist();
        assertThat(alive).exists();
        assertThat(foreign).exists();
        assertThat(inside).exists();
    }

    /** Two containers may have a directory in common, and in each the gateway is process 1. */
    @Test
    void aFileThatWasWrittenSinceTheStartIsAnothersOfThisNumber() throws IOException {
        var file = file("codefleet-body-1-456.part");
        var written = Files.getLastModifiedTime(file).toInstant();

        BodyFiles.deleteAbandoned(directory, 1, written, process -> true);
        assertThat(file).exists();
        BodyFiles.deleteAbandoned(directory, 1, written.plusMillis(1), process -> true);
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileOfThisProcessIsToldByItsName() throws IOException {
        var own = Files.createTempFile(directory, BodyFiles.prefix(), BodyFiles.SUFFIX);

        BodyFiles.deleteAbandoned(directory, -1, AFTER, process -> true);
        assertThat(own).exists();
        BodyFiles.deleteAbandoned(directory, ProcessHandle.current().pid(), AFTER, process -> true);
        assertThat(own).doesNotExist();
    }

    private Path file(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "body");
    }
}
