package dev.codefleet.programmer.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopOfHierarchyTest {
    private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    @TempDir Path directory;

    /** Only where such a file system is at hand. */
    @Test
    void aDirectoryOnExt4WithoutAJournalIsMarked() throws Exception {
        assumeThat(TopOfHierarchy.isWithoutJournal(directory)).isTrue();
        assumeThat(Path.of("/usr/bin/chattr")).isExecutable();

        assertThat(TopOfHierarchy.mark(directory, PATH)).isTrue();

        var process = new ProcessBuilder("lsattr", "-d", directory.toString()).start();
        var flags = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(flags.split(" ")[0]).contains("T");
    }

    @Test
    void whatCannotBeMarkedIsNoTrouble() {
        assertThat(TopOfHierarchy.mark(directory, directory.toString())).isFalse();
        assertThat(TopOfHierarchy.mark(directory.resolve("missing"), PATH)).isFalse();
        assertThat(TopOfHierarchy.mark(Path.of("/proc/self"), PATH)).isFalse();
    }
}
