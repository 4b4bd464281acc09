package dev.codefleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BinariesTest {
    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    private final Platform platform = Platform.current();

    @Test
    void twoAtOnceUnpackOneWholeDirectory(@TempDir Path cache) throws Exception {
        Files.createDirectories(cache.resolve("partial/of a killed predecessor"));
        try (var threads = Executors.newFixedThreadPool(2)) {
            var first =
                    CompletableFuture.supplyAsync(
                            () -> Binaries.unpack(platform, cache, NOW), threads);
            var second =
                    CompletableFuture.supplyAsync(
                            () -> Binaries.unpack(platform, cache, NOW), threads);

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
    void theCacheIsItsOwnersAloneAlsoWhereAnEarlierVersionMadeIt(@TempDir Path cache)
            throws IOException {
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));

        Binaries.unpack(platform, cache, NOW);

        var isRoots = Integer.valueOf(0).equals(Files.getAttribute(cache, "unix:uid"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .as("root's server may run as another user, who has to get there")
                .isEqualTo(isRoots ? "rwx--x--x" : "rwx------");
    }

    @Test
    void versionsThatNobodyUsedForLongGo(@TempDir Path cache) throws IOException {
        var month = NOW.minus(Duration.ofDays(31));
        var old = version(cache, "old", month);
        var recent = version(cache, "recent", NOW.minus(Duration.ofDays(3)));
        var other = Files.createDirectory(cache.resolve("no version"));
        Files.setLastModifiedTime(other, FileTime.from(month));

        var present = Binaries.unpack(platform, cache, NOW);

        assertThat(old).doesNotExist();
        assertThat(recent).isDirectory();
        assertThat(other).isDirectory();
        assertThat(Path.of(present.postgres())).isExecutable();
    }

    private static Path version(Path cache, String name, Instant used) throws IOException {
        var bin = Files.createDirectories(cache.resolve(name).resolve("bin"));
        var program = Files.writeString(bin.resolve("postgres"), "");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.setLastModifiedTime(cache.resolve(name), FileTime.from(used));
        return cache.resolve(name);
    }

    @Test
    void theCacheIsBelowTheHomeThatTheEnvironmentNames() {
        assertThat(PostgresOptions.cache(Map.of("HOME", "/home/me")))
                .isEqualTo(Path.of("/home/me/.cache/codefleet/postgres"));
        assertThat(PostgresOptions.cache(Map.of()))
                .startsWith(Path.of(System.getProperty("user.home")));
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("file"), "not a directory");

        assertThatExceptionOfType(PostgresException.CannotUnpack.class)
                .isThrownBy(() -> Binaries.unpack(platform, file, NOW))
                .withMessageContaining(file.toString());
    }
}
