package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BinariesTest {

    private final Platform platform = Platform.current();

    @Test
    void twoAtOnceUnpackOneWholeDirectory(@TempDir Path cache) throws Exception {
        Files.createDirectories(cache.resolve("partial/of a killed predecessor"));
        try (var threads = Executors.newFixedThreadPool(2)) {
            var first =
                    CompletableFuture.supplyAsync(() -> Binaries.unpack(platform, cache), threads);
            var second =
                    CompletableFuture.supplyAsync(() -> Binaries.unpack(platform, cache), threads);

            assertThat(first.get()).isEqualTo(second.get());
            assertThat(Path.of(first.get().postgres())).isExecutable();
        }
        try (var files = Files.list(cache)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(2)
                    .contains("unpack.lock")
                    .doesNotContain("partial");
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("file"), "not a directory");

        assertThatExceptionOfType(PostgresException.CannotUnpack.class)
                .isThrownBy(() -> Binaries.unpack(platform, file))
                .withMessageContaining(file.toString());
    }
}
