package dev.codefleet.git.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.bundle.Bundles;
import dev.codefleet.git.objects.References;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTreeTest {
    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private Path mirror;
    private CommitId base;
    private MergeTree merges;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("origin", Map.of("a b", "1\n", "dir/h", "1\n", "c", "1\n"));
        base = fixture.head(origin);
        mirror = root.resolve("mirror.git");
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), mirror.toString());
        merges = new MergeTree(fixture.git, Fixture.ADA);
    }

    /** What a programmer does: edits in a workspace, commits, and the commit comes as a bundle. */
    private CommitId edited(String name, CommitId from, Map<String, String> edits)
            throws IOException {
        var workspace = fixture.workspace(mirror, from, name);
        for (var edit : edits.entrySet()) {
            Fixture.write(workspace.directory().resolve(edit.getKey()), edit.getValue());
        }
        var commit = workspace.commitAll(name, Fixture.NOON).orElseThrow();
        var bundle =
                Bundles.create(
                        fixture.git,
                        workspace.directory(),
                        List.of(from),
                        commit,
                        root.resolve(name + ".bundle"));
        Bundles.add(
                fixture.git,
                mirror,
                bundle.file(),
                bundle.sha256(),
                commit,
                new RefName("refs/codefleet/jobs/1/" + name));
        return commit;
    }

    private MergeResult merge(CommitId ours, CommitId theirs) {
        return merges.merge(mirror, ours, theirs, "Merge", Fixture.NOON);
    }

    @Test
    void changesFromSeveralBundlesComeTogether() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        var two = edited("two", base, Map.of("c", "2\n"));
        var result = merge(one, two);
        assertThat(result).isInstanceOf(MergeResult.Merged.class);
        var commit = ((MergeResult.Merged) result).commit();
        assertThat(fixture.run(mirror, "show", commit + ":a b", commit + ":c")).isEqualTo("2\n2");
        assertThat(fixture.run(mirror, "log", "-1", "--format=%P %an", commit.hex()))
                .isEqualTo(one + " " + two + " Ada");
    }

    @Test
    void theSameMergeIsTheSameCommit() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        var two = edited("two", base, Map.of("c", "2\n"));
        assertThat(merge(one, two)).isEqualTo(merge(one, two));
    }

    @Test
    void aDescendantIsAFastForward() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        assertThat(merge(base, one)).isEqualTo(new MergeResult.FastForward(one));
    }

    @Test
    void anAncestorIsAlreadyMerged() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        assertThat(merge(one, base)).isEqualTo(new MergeResult.AlreadyMerged(one));
        assertThat(merge(one, one)).isEqualTo(new MergeResult.AlreadyMerged(one));
    }

    @Test
    void aConflictNamesItsFiles() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n", "dir/h", "2\n", "c", "2\n"));
        var two = edited("two", base, Map.of("a b", "3\n", "dir/h", "3\n", "other", "3\n"));
        assertThat(merge(one, two))
                .isEqualTo(new MergeResult.Conflict(List.of("a b", "dir/h"), Map.of()));
    }

    @Test
    void aMissingCommitIsAFailureAndNoConflict() throws IOException {
        var absent = new CommitId("0123".repeat(10));
        assertThatThrownBy(() -> merge(base, absent)).isInstanceOf(GitFailed.class);
    }

    @Test
    void aMissingTreeIsAFailureAndNoLossOfFiles() throws IOException {
        var one = edited("one", base, Map.of("new", "1\n"));
        var two = edited("two", base, Map.of("c", "2\n"));
        var tree = fixture.run(mirror, "rev-parse", two + "^{tree}");
        Files.delete(mirror.resolve("objects/" + tree.substring(0, 2) + "/" + tree.substring(2)));
        assertThatThrownBy(() -> merge(one, two))
                .isInstanceOf(GitFailed.class)
                .hasMessageContaining("missing tree");
    }

    @Test
    void historiesWithNothingInCommonAreAFailureAndNoConflict() throws IOException {
        var other = fixture.repository("other", Map.of("z", "1\n"));
        fixture.run(mirror, "fetch", "--quiet", other.toString(), "HEAD:refs/codefleet/other");
        assertThatThrownBy(() -> merge(base, fixture.head(other))).isInstanceOf(GitFailed.class);
    }

    @Test
    void aDependentStartsFromAMergeThatCameAsABundle() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        var two = edited("two", base, Map.of("c", "2\n"));
        var merged = ((MergeResult.Merged) merge(one, two)).commit();
        References.point(mirror, new RefName("refs/codefleet/jobs/1/m"), merged);
        var bundle =
                Bundles.create(
                        fixture.git, mirror, List.of(base), merged, root.resolve("m.bundle"));
        var other = root.resolve("other.git");
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), other.toString());
        Bundles.add(
                fixture.git,
                other,
                bundle.file(),
                bundle.sha256(),
                merged,
                new RefName("refs/codefleet/m"));
        var workspace = fixture.workspace(other, merged, "dependent");
        assertThat(workspace.directory().resolve("a b")).hasContent("2");
        assertThat(workspace.directory().resolve("c")).hasContent("2");
    }

    @Test
    void aBundleWithAnotherChecksumIsRefused() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        var file = root.resolve("one.bundle");
        var fresh = bareCopy();
        assertRefused(fresh, file, "0".repeat(64), one);
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 30] ^= 1;
        Files.write(file, bytes);
        assertRefused(fresh, file, Sha256.of(file), one);
    }

    @Test
    void aBundleThatBringsAnotherCommitIsRefused() throws IOException {
        edited("one", base, Map.of("a b", "2\n"));
        var file = root.resolve("one.bundle");
        assertRefused(bareCopy(), file, Sha256.of(file), new CommitId("0123".repeat(10)));
    }

    @Test
    void aBundleWhoseBaseIsMissingIsRefused() throws IOException {
        var one = edited("one", base, Map.of("a b", "2\n"));
        var file = root.resolve("one.bundle");
        var empty = root.resolve("empty.git");
        fixture.run(root, "init", "--quiet", "--bare", "--template=", empty.toString());
        assertRefused(empty, file, Sha256.of(file), one);
    }

    @Test
    void nothingToBundleIsAMistakeOfTheCaller() {
        assertThatThrownBy(() ->
                        Bundles.create(fixture.git, mirror, List.of(base), base, root.resolve("b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJobsReferencesAreDroppedTogether() throws IOException {
        edited("one", base, Map.of("a b", "2\n"));
        edited("two", base, Map.of("c", "2\n"));
        References.drop(fixture.git, mirror, new RefName("refs/codefleet/jobs/1"));
        References.drop(fixture.git, mirror, new RefName("refs/codefleet/jobs/1"));
        assertThat(fixture.run(mirror, "for-each-ref", "--format=%(refname)"))
                .isEqualTo("refs/heads/main");
    }

    private Path bareCopy() {
        var copy = root.resolve("copy.git");
        fixture.run(root, "clone", "--quiet", "--mirror", origin.toString(), copy.toString());
        return copy;
    }

    private void assertRefused(Path repository, Path file, String sha256, CommitId commit) {
        assertThatThrownBy(() ->
                        Bundles.add(
                                fixture.git,
                                repository,
                                file,
                                sha256,
                                commit,
                                new RefName("refs/codefleet/x")))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE));
        assertThat(fixture.run(repository, "for-each-ref", "refs/codefleet")).isEmpty();
    }

    private static final String LINES = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    private static final String FIRST = LINES.replace("1", "one");
    private static final String LAST = LINES.replace("9", "nine");

    private CommitId withAttributes(Map<String, String> files) throws IOException {
        fixture.commit(origin, "attributes", files);
        fixture.run(mirror, "fetch", "--quiet", "origin");
        return fixture.head(origin);
    }

    private String merged(CommitId ours, CommitId theirs, String path) {
        var result = merge(ours, theirs);
        assertThat(result).isInstanceOf(MergeResult.Merged.class);
        return fixture.run(mirror, "show", ((MergeResult.Merged) result).commit() + ":" + path);
    }

    @Test
    void whatIsToBeMergedByUnionIs() throws IOException {
        var attributes = "*.log merge=union\n";
        var start = withAttributes(Map.of("sub/.gitattributes", attributes, "sub/x.log", "1\n"));
        var one = edited("one", start, Map.of("sub/x.log", "1\none\n"));
        var two = edited("two", start, Map.of("sub/x.log", "1\ntwo\n"));
        assertThat(merged(one, two, "sub/x.log")).isEqualTo("1\none\ntwo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-merge", "binary", "merge=binary", "merge=mine", "merge=a=\"b\\"})
    void whatGitIsNotToMergeIsAConflict(String attribute) throws IOException {
        var start =
                withAttributes(Map.of(".gitattributes", "*.lock " + attribute, "x.lock", LINES));
        var one = edited("one", start, Map.of("x.lock", FIRST));
        var two = edited("two", start, Map.of("x.lock", LAST));
        assertThat(merge(one, two))
                .isInstanceOfSatisfying(
                        MergeResult.Conflict.class,
                        conflict -> assertThat(conflict.files()).containsExactly("x.lock"));
    }

    @Test
    void attributesOfAnUnreasonableSizeAreRefusedInPlainWords() throws IOException {
        var large = "# " + "x".repeat(1 << 20) + "\n";
        var start = withAttributes(Map.of("sub/.gitattributes", large, "x", LINES));
        var one = edited("one", start, Map.of("x", FIRST));
        var two = edited("two", start, Map.of("x", LAST));
        assertThatThrownBy(() -> merge(one, two))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.UNUSABLE))
                .hasMessageContaining("sub/.gitattributes is larger than 1048576 bytes");
    }

    @Test
    void aConflictNamesTheMergeDriverThatIsNotThere() throws IOException {
        var start = withAttributes(Map.of(".gitattributes", "*.lock merge=mine", "x.lock", LINES));
        var one = edited("one", start, Map.of("x.lock", FIRST));
        var two = edited("two", start, Map.of("x.lock", LAST));
        assertThat(merge(one, two))
                .isEqualTo(new MergeResult.Conflict(List.of("x.lock"), Map.of("x.lock", "mine")));
    }

    @Test
    void attributesOfEitherSideHold() throws IOException {
        var start = withAttributes(Map.of("x.lock", LINES, "x.log", "1\n"));
        var plain = edited("plain", start, Map.of("x.lock", FIRST, "x.log", "1\none\n"));
        var lock =
                edited(
                        "lock",
                        start,
                        Map.of("x.lock", LAST, "dir/.gitattributes", "x.lock -merge"));
        var locked = edited("l", start, Map.of("x.lock", LAST, ".gitattributes", "x.lock -merge"));
        var union =
                edited(
                        "union",
                        start,
                        Map.of("x.log", "1\ntwo\n", ".gitattributes", "*.log merge=union"));
        assertThat(merged(plain, lock, "x.lock")).contains("one", "nine");
        var conflict = new MergeResult.Conflict(List.of("x.lock"), Map.of());
        assertThat(merge(plain, locked)).isEqualTo(conflict);
        assertThat(merge(locked, plain)).isEqualTo(conflict);
        assertThat(merged(plain, union, "x.log")).isEqualTo("1\none\ntwo");
        assertThat(merged(union, plain, "x.log")).isEqualTo("1\ntwo\none");
    }

    @Test
    void attributesThatAreRemovedHoldNoMore() throws IOException {
        var start = withAttributes(Map.of(".gitattributes", "*.lock -merge", "x.lock", LINES));
        var one = edited("one", start, Map.of("x.lock", FIRST));
        var two = edited("two", start, Map.of("x.lock", LAST, ".gitattributes", ""));
        assertThat(merged(one, two, "x.lock")).contains("one", "nine");
    }

    @Test
    void attributesBelowNamesThatNeedQuotesHold() throws IOException {
        var directory = "grün \"x\"\t/";
        var start =
                withAttributes(
                        Map.of(
                                directory + ".gitattributes",
                                "*.log merge=union",
                                directory + "x.log",
                                "1\n"));
        var one = edited("one", start, Map.of(directory + "x.log", "1\none\n"));
        var two = edited("two", start, Map.of(directory + "x.log", "1\ntwo\n"));
        assertThat(merged(one, two, directory + "x.log")).isEqualTo("1\none\ntwo");
    }

    @Test
    void attributesThatWereNotUsedForLongAreDeleted() throws IOException {
        var one = edited("one", base, Map.of("c", "2\n"));
        var two = edited("two", base, Map.of("dir/h", "2\n"));
        merge(one, two);
        var kept = mirror.resolve("codefleet-attributes");
        try (var sets = Files.list(kept)) {
            var set = sets.toList().getFirst();
            Files.setLastModifiedTime(
                    set.resolve("used"), FileTime.from(Instant.now().minusSeconds(7_200)));
        }
        var start = withAttributes(Map.of(".gitattributes", "*.log merge=union"));
        merge(edited("three", start, Map.of("c", "3\n")), edited("four", start, Map.of("d", "")));
        assertThat(kept).isDirectoryContaining(Files::isDirectory);
        try (var sets = Files.list(kept)) {
            assertThat(sets).hasSize(1);
        }
    }

    @Test
    void aPatchHeedsAttributes() throws IOException {
        var start = withAttributes(Map.of(".gitattributes", "*.min -diff", "x.min", LINES));
        var one = edited("one", start, Map.of("x.min", FIRST, "c", "2\n"));
        var file = root.resolve("patch");
        Diff.patch(fixture.git, mirror, start, one, file, 1 << 20);
        assertThat(file).content().contains("GIT binary patch", "-1\n+2\n");
        fixture.run(origin, "apply", file.toString());
        assertThat(origin.resolve("x.min")).hasContent(FIRST);
    }
}
