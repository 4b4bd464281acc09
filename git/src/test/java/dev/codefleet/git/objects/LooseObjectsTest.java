package dev.codefleet.git.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LooseObjectsTest {
    @TempDir Path root;
    private Fixture fixture;
    private Path repository;
    private CommitId commit;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        repository = fixture.repository("one", Map.of("a", "1\n")).resolve(".git");
        commit = fixture.head(repository);
    }

    @Test
    void aCommitOfGitIsRead() {
        var body = LooseObjects.readCommit(repository, commit).orElseThrow();
        var facts = CommitFacts.parse(body).orElseThrow();
        assertThat(facts.parents()).isEmpty();
        assertThat(String.valueOf(facts.committedAt().getEpochSecond()))
                .isEqualTo(fixture.run(repository, "log", "-1", "--format=%ct"));
        assertThat(CommitFacts.tree(body).orElseThrow().hex())
                .isEqualTo(fixture.run(repository, "rev-parse", "HEAD^{tree}"));
    }

    @Test
    void aCommitWrittenHereIsOneForGit() {
        var body = LooseObjects.readCommit(repository, commit).orElseThrow();
        var second = new String(body, StandardCharsets.UTF_8).replace("Bob", "Eve");
        var made =
                LooseObjects.writeCommit(
                        repository, second.getBytes(StandardCharsets.UTF_8), false);
        assertThat(fixture.run(repository, "log", "-1", "--format=%an", made.hex()))
                .isEqualTo("Eve");
        fixture.run(repository, "fsck", "--full", "--strict");
        assertThat(
                        LooseObjects.writeCommit(
                                repository, second.getBytes(StandardCharsets.UTF_8), false))
                .isEqualTo(made);
    }

    @Test
    void aNameOfItsBytesIsWhatMakesAnObject() throws IOException {
        var file = repository.resolve("objects").resolve(commit.hex().substring(0, 2));
        var copy = file.resolve("f".repeat(38));
        Files.copy(file.resolve(commit.hex().substring(2)), copy);
        var wrong = new CommitId(commit.hex().substring(0, 2) + "f".repeat(38));
        assertThat(LooseObjects.has(repository, wrong)).isTrue();
        assertThat(LooseObjects.readCommit(repository, wrong)).isEmpty();
    }

    @Test
    void whatIsNoCommitOrNotThereIsLeftToGit() {
        var tree = new CommitId(fixture.run(repository, "rev-parse", "HEAD^{tree}"));
        assertThat(LooseObjects.readCommit(repository, tree)).isEmpty();
        assertThat(LooseObjects.readCommit(repository, new CommitId("0123".repeat(10)))).isEmpty();
        fixture.run(repository, "repack", "-q", "-a", "-d");
        fixture.run(repository, "prune-packed");
        assertThat(LooseObjects.readCommit(repository, commit)).isEmpty();
    }
}
