package dev.codefleet.git.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes that git itself has written. */
class IndexFileTest {
    @TempDir Path directory;

    private Git git;
    private Path index;

    @BeforeEach
    void setUp() throws IOException {
        git = new Git(GitSettings.defaults(directory.resolve("home")));
        var work = Files.createDirectory(directory.resolve("work"));
        index = work.resolve(".git/index");
        run("init", "--quiet");
        for (var name : List.of("a", "1234567", "12345678", "x".repeat(200), "with space")) {
            Files.writeString(work.resolve(name), name);
        }
        Files.createSymbolicLink(work.resolve("link"), Path.of("a"));
        run("add", "--all");
    }

    @Test
    void filesAndLinksAreSeenAsSuch() {
        assertThat(repositories()).isEmpty();
    }

    /** From 4,095 bytes on an entry does not have the length of its name. */
    @Test
    void namesOfAnyLengthAreRead() {
        for (var length = 4_086; length < 4_104; length++) {
            var name = "long/" + "f".repeat(length - 5);
            run("update-index", "--add", "--cacheinfo", "100644," + "1".repeat(40) + "," + name);
        }

        assertThat(repositories()).isEmpty();
    }

    @Test
    void entriesWithMoreFlagsAreRead() {
        run("update-index", "--skip-worktree", "a");

        assertThat(repositories()).isEmpty();
    }

    @Test
    void attributesAreSeenAnywhere() throws IOException {
        assertThat(IndexFile.hasAttributes(index)).isFalse();
        for (var name : List.of("..gitattributes", "b/.gitattributes", ".gitattributes")) {
            run("update-index", "--add", "--cacheinfo", "100644," + "1".repeat(40) + "," + name);
            assertThat(IndexFile.hasAttributes(index)).as(name).isTrue();
            run("update-index", "--force-remove", "--", name);
            assertThat(IndexFile.hasAttributes(index)).as("without " + name).isFalse();
        }
    }

    /** Larger than an index that can be held. */
    @Test
    void anIndexOfAnyLengthIsRead() throws IOException {
        run("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",zz/inner");
        var bytes = Files.readAllBytes(index);
        var end = bytes.length - 20;
        try (var file = new RandomAccessFile(index.toFile(), "rw")) {
            file.seek(end);
            file.writeBytes("XXXX");
            file.writeInt(Integer.MAX_VALUE);
            file.setLength(end + 8L + Integer.MAX_VALUE + 20);
        }

        assertThat(repositories()).isEqualTo(Map.of("zz/inner", "1".repeat(40)));
    }

    @Test
    void aRepositoryIsSeen() {
        run("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",zz/inner");

        assertThat(repositories()).isEqualTo(Map.of("zz/inner", "1".repeat(40)));
    }

    @Test
    void aModeThatGitTakesForARepositoryIsTakenForOne() throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(index));
        bytes.putInt(12 + 24, 0xE001);
        Files.write(index, bytes.array());

        assertThat(repositories()).hasSize(1);
    }

    @Test
    void otherFormsOfAnIndexAreLeftToGit() throws IOException {
        run("update-index", "--split-index");
        assertThat(repositories()).isNull();

        run("update-index", "--no-split-index", "--index-version", "4");
        assertThat(repositories()).isNull();

        Files.write(index, new byte[] {'D', 'I', 'R', 'C', 0, 0, 0, 2, 0, 0, 0, 9});
        assertThat(repositories()).isNull();

        Files.delete(index);
        assertThat(repositories()).isNull();
    }

    /** Null if the index is not understood. */
    private @Nullable Map<String, String> repositories() {
        return IndexFile.repositories(index, false).orElse(null);
    }

    private void run(String... arguments) {
        git.run(GitCall.in(directory.resolve("work"), arguments));
    }
}
