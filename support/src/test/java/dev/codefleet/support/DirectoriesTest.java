package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
    @TempDir private Path directory;

    @Test
    void aTreeGoesWithAllThatIsInIt() throws IOException {
        var tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/file"), "text");

        Directories.delete(tree);

        assertThat(tree).doesNotExist();
    }

    @Test
    void aLinkGoesAndWhatItPointsToStays() throws IOException {
        var kept = Files.writeString(directory.resolve("kept"), "text");
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("link"), directory);

        Directories.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(kept).hasContent("text");
    }

    @Test
    void aLinkToNothingIsDeleted() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));

        Directories.delete(link);

        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @Test
    void whatIsWriteProtectedIsDeletedToo() throws IOException {
        var tree = directory.resolve("tree");
        var shut = Files.createDirectories(tree.resolve("shut"));
        Files.writeString(shut.resolve("file"), "text");
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("r-xr-xr-x"));

        Directories.delete(tree);

        assertThat(tree).doesNotExist();
    }

    @Test
    void whatIsNotThereIsDeletedAlready() throws IOException {
        Directories.delete(directory.resolve("absent"));

        assertThat(directory).isEmptyDirectory();
    }
}
