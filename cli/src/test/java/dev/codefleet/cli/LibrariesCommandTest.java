package dev.codefleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LibrariesCommandTest {
    private static final int HEAD_BYTES = 8;
    private static final int JAVA_6 = 50;

    @TempDir private Path directory;
    private Instant now = Instant.now();
    private Path jar;
    private Path library;

    @BeforeEach
    void setUp() throws Exception {
        jar = directory.resolve("a command.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/new.jar lib/missing.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        library = Files.createDirectory(directory.resolve("lib")).resolve("new.jar");
        // The one that the command itself needs.
        var location = CommandLine.class.getProtectionDomain().getCodeSource().getLocation();
        Files.copy(Path.of(location.toURI()), library);
    }

    /** A class whose stack maps are wrong, or missing, is refused when it is linked. */
    @Test
    void everyOldClassOfALibraryCanBeCachedAndPassesTheVerifier() throws Exception {
        assertThat(run()).isZero();

        assertThat(oldClasses()).isEmpty();
        try (var loader = new URLClassLoader(new URL[] {library.toUri().toURL()}, null);
                var zip = new ZipFile(library.toFile())) {
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
        run();
        var bytes = Files.readAllBytes(library);
        var time = Files.getLastModifiedTime(library);

        assertThat(run()).isZero();

        assertThat(library).hasBinaryContent(bytes);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(time);
    }

    /** A fleet that is up opens some of its libraries late; their own times tell nothing. */
    @Test
    void librariesOfEarlierBuildsGoOnceTheyHaveNotBeenNamedForADay() throws Exception {
        var old = Files.copy(library, library.resolveSibling("old.jar"));
        Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofDays(90))));
        var other = Files.writeString(library.resolveSibling("notes.txt"), "mine");

        assertThat(run()).isZero();
        now = now.plus(Duration.ofHours(23));
        assertThat(run()).isZero();
        assertThat(old).exists();

        now = now.plus(Duration.ofHours(2));
        assertThat(run()).isZero();
        assertThat(old).doesNotExist();
        assertThat(library.getParent()).isDirectoryNotContaining("glob:**.unnamed");
        assertThat(library).exists();
        assertThat(other).exists();
        assertThat(jar).exists();
    }

    @Test
    void aLibraryThatIsNamedAgainBeginsAnew() throws Exception {
        var missing = Files.copy(library, library.resolveSibling("missing.jar"));
        var mark = Files.createFile(library.resolveSibling("missing.jar.unnamed"));
        now = now.plus(Duration.ofDays(2));

        assertThat(run()).isZero();

        assertThat(missing).exists();
        assertThat(mark).doesNotExist();
    }

    @Test
    void aLibraryThatWasWrittenSinceStays() throws Exception {
        var old = Files.copy(library, library.resolveSibling("old.jar"));
        assertThat(run()).isZero();
        now = now.plus(Duration.ofHours(25));
        Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(1))));

        assertThat(run()).isZero();

        assertThat(old).exists();
    }

    private int run() {
        return new CommandLine(new LibrariesCommand(() -> now)).execute(jar.toString());
    }

    private List<String> oldClasses() throws IOException {
        try (var zip = new ZipFile(library.toFile())) {
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
