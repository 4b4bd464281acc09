package dev.codefleet.git.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.process.GitFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffTest {
    private static final String LONG = "line\n".repeat(10) + "a\nb\nc\nd\ne\nf\n";

    @TempDir Path root;
    private Fixture fixture;
    private Path repository;
    private CommitId base;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        repository =
                fixture.repository(
                        "r",
                        Map.of("edit.txt", "1\n2\n3\n", "gone.txt", "x\ny\n", "old name", LONG));
        base = fixture.head(repository);
    }

    @Test
    void countsEveryKindOfChange() throws IOException {
        Files.delete(repository.resolve("gone.txt"));
        Files.move(repository.resolve("old name"), repository.resolve("new\nname"));
        Fixture.write(repository.resolve("new\nname"), LONG + "g\n");
        Files.write(repository.resolve("bin"), new byte[] {0, 1, 2, 0});
        var commit =
                fixture.commit(
                        repository,
                        "all",
                        Map.of("edit.txt", "1\nzwei\n3\n4\n", "tab\tand ü", "n\n"));

        var changes = Diff.count(fixture.git, repository, base, commit, 100);

        assertThat(changes.files())
                .containsExactlyInAnyOrder(
                        new ChangedFile(ChangedFile.Status.ADDED, "bin", null, 0, 0, true),
                        new ChangedFile(ChangedFile.Status.MODIFIED, "edit.txt", null, 2, 1, false),
                        new ChangedFile(ChangedFile.Status.DELETED, "gone.txt", null, 0, 2, false),
                        new ChangedFile(
                                ChangedFile.Status.RENAMED, "new\nname", "old name", 1, 0, false),
                        new ChangedFile(ChangedFile.Status.ADDED, "tab\tand ü", null, 1, 0, false));
        assertThat(changes.filesChanged()).isEqualTo(5);
        assertThat(changes.linesAdded()).isEqualTo(4);
        assertThat(changes.linesDeleted()).isEqualTo(3);
        assertThat(changes.isTruncated()).isFalse();
    }

    @Test
    void aChangeOfModeAloneIsAModifiedFile() throws IOException {
        assertThat(repository.resolve("edit.txt").toFile().setExecutable(true)).isTrue();
        var commit = fixture.commit(repository, "mode", Map.of());
        assertThat(Diff.count(fixture.git, repository, base, commit, 10).files())
                .containsExactly(
                        new ChangedFile(
                                ChangedFile.Status.MODIFIED, "edit.txt", null, 0, 0, false));
    }

    @Test
    void aFileThatBecameALinkIsModified() throws IOException {
        Files.delete(repository.resolve("edit.txt"));
        Files.createSymbolicLink(repository.resolve("edit.txt"), Path.of("gone.txt"));
        var commit = fixture.commit(repository, "link", Map.of());
        var changes = Diff.count(fixture.git, repository, base, commit, 10);
        assertThat(changes.files())
                .containsExactly(
                        new ChangedFile(
                                ChangedFile.Status.MODIFIED, "edit.txt", null, 1, 3, false));
    }

    @Test
    void theSumsAreOfAllFilesThoughTheListIsBounded() throws IOException {
        var commit = fixture.commit(repository, "x", Map.of("a", "1\n", "b", "2\n", "c", "3\n"));
        var changes = Diff.count(fixture.git, repository, base, commit, 2);
        assertThat(changes.files()).hasSize(2);
        assertThat(changes.isTruncated()).isTrue();
        assertThat(changes.filesChanged()).isEqualTo(3);
        assertThat(changes.linesAdded()).isEqualTo(3);
    }

    @Test
    void noDifferenceIsNoFiles() {
        assertThat(Diff.count(fixture.git, repository, base, base, 10))
                .isEqualTo(new Changes(0, 0, 0, List.of(), false));
    }

    @Test
    void aPatchMakesTheSameTreeWhenApplied() throws IOException {
        Files.delete(repository.resolve("gone.txt"));
        Files.write(repository.resolve("bin"), new byte[] {0, 1, 2, 0, (byte) 0xff});
        var commit = fixture.commit(repository, "all", Map.of("edit.txt", "changed\n"));
        var patch = root.resolve("p.patch");
        Diff.patch(fixture.git, repository, base, commit, patch, 1 << 20);

        fixture.run(repository, "checkout", "--quiet", base.hex());
        fixture.run(repository, "apply", "--index", patch.toString());
        assertThat(fixture.run(repository, "write-tree"))
                .isEqualTo(fixture.run(repository, "rev-parse", commit + "^{tree}"));
    }

    @Test
    void aPatchAboveTheLimitIsRefused() throws IOException {
        var commit = fixture.commit(repository, "big", Map.of("big", "line\n".repeat(10_000)));
        assertThatThrownBy(() ->
                        Diff.patch(fixture.git, repository, base, commit, root.resolve("p"), 1000))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.OUTPUT_TOO_LARGE));
    }
}
