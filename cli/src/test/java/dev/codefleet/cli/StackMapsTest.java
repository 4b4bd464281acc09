package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StackMapsTest {
    private static final int HEAD_BYTES = 8;
    private static final int JAVA_6 = 50;

    @TempDir private Path directory;

    /** A class whose stack maps are wrong, or missing, is refused when it is linked. */
    @Test
    void everyOldClassOfALibraryCanBeCachedAndPassesTheVerifier() throws Exception {
        var jar = Files.copy(library(), directory.resolve("library.jar"));
        assertThat(oldClasses(jar)).isNotEmpty();

        assertThat(run(jar)).isZero();

        assertThat(oldClasses(jar)).isEmpty();
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                var zip = new ZipFile(jar.toFile())) {
            for (var name : classes(zip)) {
                if (!name.contains("groovy") && !name.endsWith("module-info.class")) {
                    var type = name.replace(".class", "").replace('/', '.');
                    assertThat(Class.forName(type, true, loader).getClassLoader()).isSameAs(loader);
                }
            }
        }
    }

    @Test
    void aLibraryWithoutOldClassesStaysAsItIs() throws Exception {
        var jar = Files.copy(library(), directory.resolve("library.jar"));
        run(jar);
        var bytes = Files.readAllBytes(jar);
        var time = Files.getLastModifiedTime(jar);

        assertThat(run(jar)).isZero();

        assertThat(jar).hasBinaryContent(bytes);
        assertThat(Files.getLastModifiedTime(jar)).isEqualTo(time);
        assertThat(directory).isDirectoryContaining(jar::equals);
    }

    private static int run(Path jar) {
        return new CommandLine(new StackMapsCommand()).execute(jar.toString());
    }

    /** The one that the command itself needs. */
    private static Path library() throws Exception {
        URI location =
                CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(location);
    }

    private static List<String> oldClasses(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return classes(zip).stream().filter(name -> major(zip, name) < JAVA_6).toList();
        }
    }

    private static List<String> classes(ZipFile zip) {
        return zip.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.endsWith(".class"))
                .toList();
    }

    private static int major(ZipFile zip, String name) {
        try (var input = zip.getInputStream(zip.getEntry(name))) {
            return input.readNBytes(HEAD_BYTES)[HEAD_BYTES - 1];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
