package dev.codefleet.git.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.Fixture;
import dev.codefleet.git.RefName;
import dev.codefleet.git.process.GitCall;
import dev.codefleet.git.process.GitFailed;
import dev.codefleet.support.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundlesTest {
    private static final RefName MAIN = new RefName("refs/heads/main");

    @TempDir Path root;
    private Fixture fixture;
    private Path origin;
    private CommitId first;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new Fixture(root);
        origin = fixture.repository("origin", Map.of("a", "1\n"));
        first = fixture.head(origin);
    }

    private Path bare(String name, String format) {
        fixture.run(root, "init", "--quiet", "--bare", "--object-format=" + format, name);
        return root.resolve(name);
    }

    @Test
    void gitReadsWhatIsWrittenHere() throws IOException {
        var second = fixture.commit(origin, "second", Map.of("a", "2\n"));
        var file = root.resolve("b");
        var made = Bundles.createNamed(fixture.git, origin, List.of(first), second, MAIN, file);
        assertThat(made.sha256()).isEqualTo(Sha256.of(file));
        assertThat(made.bytes()).isEqualTo(Files.size(file));
        fixture.run(origin, "bundle", "verify", file.toString());
        assertThat(fixture.run(origin, "bundle", "list-heads", file.toString()))
                .isEqualTo(second + " refs/heads/main");
        assertThat(Bundles.prerequisites(file)).containsExactly(first);
    }

    @Test
    void whatGitWritesIsReadHere() throws IOException {
        var file = root.resolve("b");
        fixture.run(origin, "bundle", "create", "--quiet", file.toString(), "main");
        var other = bare("other", "sha1");
        Bundles.bring(fixture.git, other, file, Sha256.of(file), first);
        assertThat(fixture.run(other, "show", first + ":a")).isEqualTo("1");
    }

    @Test
    void aWholeHistoryComesToAnEmptyRepository() {
        var made = Bundles.create(fixture.git, origin, List.of(), first, root.resolve("b"));
        var other = bare("other", "sha1");
        var kept = new RefName("refs/codefleet/x");
        Bundles.add(fixture.git, other, made.file(), made.sha256(), first, kept);
        assertThat(fixture.run(other, "rev-parse", kept.value())).isEqualTo(first.hex());
        fixture.run(other, "fsck", "--full", "--strict");
    }

    @Test
    void repositoriesWithLongNamesHaveBundlesToo() throws IOException {
        fixture.run(root, "init", "--quiet", "--object-format=sha256", "long");
        var commit = fixture.commit(root.resolve("long"), "first", Map.of("a", "1\n"));
        var made =
                Bundles.create(
                        fixture.git, root.resolve("long"), List.of(), commit, root.resolve("b"));
        var other = bare("other", "sha256");
        Bundles.bring(fixture.git, other, made.file(), made.sha256(), commit);
        fixture.run(other, "bundle", "verify", made.file().toString());
        assertThatThrownBy(() ->
                        Bundles.bring(
                                fixture.git,
                                bare("short", "sha1"),
                                made.file(),
                                made.sha256(),
                                commit))
                .isInstanceOf(GitFailed.class);
    }

    @Test
    void manyObjectsComeAsOnePack() throws IOException {
        var files = new TreeMap<String, String>();
        for (var i = 0; i < 150; i++) {
            files.put("f" + i, i + "\n");
        }
        var second = fixture.commit(origin, "second", files);
        var made = Bundles.create(fixture.git, origin, List.of(first), second, root.resolve("b"));
        var other = root.resolve("other.git");
        fixture.run(root, "clone", "-q", "--mirror", "--no-local", origin.toString(), "all.git");
        fixture.run(root, "init", "--quiet", "--bare", other.toString());
        fixture.run(other, "fetch", "-q", root.resolve("all.git").toString(), first.hex());
        fixture.run(other, "update-ref", "refs/heads/first", first.hex());
        Bundles.bring(fixture.git, other, made.file(), made.sha256(), second);
        assertThat(fixture.run(other, "ls-tree", "--name-only", second.hex()).lines()).hasSize(151);
        try (var packs = Files.newDirectoryStream(other.resolve("objects/pack"), "*.pack")) {
            assertThat(packs).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PACK",
                "# v1 git bundle\n\n",
                "# v2 git bundle\n",
                "# v2 git bundle\nmain\n\n",
                "# v2 git bundle\n-xyz\n\n",
                "# v2 git bundle\n@object-format=sha1\n\n",
                "# v3 git bundle\n@filter=blob:none\n\n"
            })
    void whatIsNoBundleIsRefused(String text) {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> BundleHeader.read(in))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE));
    }

    @Test
    void aBundleWithoutAPackIsRefused() throws IOException {
        var file =
                Files.writeString(
                        root.resolve("b"), "# v2 git bundle\n" + first + " refs/x/y\n\nPA");
        assertThatThrownBy(() -> Bundles.bring(fixture.git, origin, file, Sha256.of(file), first))
                .isInstanceOfSatisfying(
                        GitFailed.class,
                        e -> assertThat(e.reason()).isEqualTo(GitFailed.Reason.BAD_BUNDLE));
    }

    @Test
    void nothingIsLeftBesideWhatWasTakenOrMade() throws IOException {
        var out = Files.createDirectories(root.resolve("out"));
        var made = Bundles.create(fixture.git, origin, List.of(), first, out.resolve("b"));
        var other = bare("other", "sha1");
        Bundles.bring(fixture.git, other, made.file(), made.sha256(), first);
        assertThat(out).isDirectoryNotContaining("glob:**outgoing-*");
        assertThat(other).isDirectoryNotContaining("glob:**incoming-*");
    }

    @Test
    void aBundleOfAShallowOrPartialCloneIsNoRepository() throws IOException {
        var fixture = new Fixture(root.resolve("whole"));
        var origin = fixture.repository("origin", Map.of("a.txt", "one\n"));
        fixture.commit(origin, "second", Map.of("a.txt", "two\n"));
        var clone = fixture.root.resolve("clone");
        fixture.run(fixture.root, "clone", "-q", "--depth=1", "file://" + origin, clone.toString());
        var shallow = bundle(fixture, clone, "shallow", "--all");
        var filtered = bundle(fixture, origin, "filtered", "--all", "--filter=blob:none");
        var thin = bundle(fixture, origin, "thin", "main", "^main~1");
        var whole = bundle(fixture, origin, "whole", "--all");

        Bundles.requireWhole(fixture.git, whole);
        assertThatThrownBy(() -> Bundles.requireWhole(fixture.git, shallow))
                .hasMessageContaining("git fetch --unshallow");
        assertThatThrownBy(() -> Bundles.requireWhole(fixture.git, filtered))
                .hasMessageContaining("filter");
        assertThatThrownBy(() -> Bundles.requireWhole(fixture.git, thin))
                .hasMessageContaining("does not bring");
    }

    private static Path bundle(Fixture fixture, Path from, String name, String... what) {
        var file = fixture.root.resolve(name + ".bundle");
        var arguments = new ArrayList<>(List.of("bundle", "create", "-q", file.toString()));
        arguments.addAll(List.of(what));
        fixture.git.run(GitCall.in(from, arguments));
        return file;
    }
}
