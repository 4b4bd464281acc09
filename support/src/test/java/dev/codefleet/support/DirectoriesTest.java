package dev.codefleet.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    /** No path that the system takes leads to its end. */
    @Test
    void aTreeDeeperThanAnyPathGoesToo() throws Exception {
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.createDirectories(tree.resolve("beside/it"));
        var script =
                "n=%s; i=0; while [ $i -lt 50 ]; do mkdir $n; cd -P $n; i=$((i+1)); done; echo x > f;"
                                .formatted("0".repeat(100))
                        + " chmod 500 .";
        var shell =
                new ProcessBuilder("/bin/sh", "-e", "-c", script)
                        .directory(tree.toFile())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();

        Directories.delete(tree);

        assertThat(directory).isEmptyDirectory();
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
    void whatItsOwnerMayNotReadOrEnterIsDeletedToo() throws Exception {
        var tree = directory.resolve("tree");
        for (var mode : List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-")) {
            var outer = tree.resolve(mode);
            var inner = Files.createDirectories(outer.resolve("between/inner"));
            Files.writeString(inner.resolve("file"), "text");
            shut(inner, mode);
            shut(outer, mode);
        }
        var kept = Files.createDirectory(directory.resolve("kept"));
        Files.createSymbolicLink(tree.resolve("link"), kept);
        shut(kept, "---");
        shut(tree, "---");

        deleteWithoutRightsOfRoot(tree);

        assertThat(tree).doesNotExist();
        assertThat(Files.getPosixFilePermissions(kept)).isEmpty();
    }

    /** Modes do not bind root, until it gives the right to overrule them away. */
    private static void deleteWithoutRightsOfRoot(Path tree) throws Exception {
        if (new UnixSystem().getUid() != 0) {
            Directories.delete(tree);
            return;
        }
        var rights = "-dac_override,-dac_read_search";
        var setpriv = List.of("setpriv", "--bounding-set=" + rights, "--inh-caps=" + rights);
        assumeTrue(isUsable(setpriv), "root is bound by modes through setpriv only");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classes = System.getProperty("java.class.path");
        var main = List.of(java, "-cp", classes, DirectoriesTest.class.getName(), tree.toString());
        assertThat(exitOf(Stream.concat(setpriv.stream(), main.stream()).toList())).isZero();
    }

    private static boolean isUsable(List<String> setpriv) throws Exception {
        try {
            return exitOf(Stream.concat(setpriv.stream(), Stream.of("true")).toList()) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static int exitOf(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    public static void main(String[] tree) throws IOException {
        Directories.delete(Path.of(tree[0]));
    }

    private static void shut(Path directory, String owners) throws IOException {
        var mode = owners.substring(0, 3) + "------";
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }

    @Test
    void whatIsNotThereIsDeletedAlready() throws IOException {
        Directories.delete(directory.resolve("absent"));

        assertThat(directory).isEmptyDirectory();
    }
}
