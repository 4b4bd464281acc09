package dev.codefleet.manager.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.attempt.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final String BRANCH = "codefleet/job1";

    @TempDir Path root;
    private Site site;
    private Origin origin;
    private Integrator manager;
    private String head;

    @BeforeEach
    void setUp() throws Exception {
        site = new Site(root);
        origin = site.origin();
        manager = site.integrator("manager");
        var one = site.done(manager, origin, "one", origin.base(), Map.of("a", "2\n"));
        var two = site.done(manager, origin, "two", origin.base(), Map.of("new", "2\n"));
        head = manager.merge(origin, List.of(one.part(), two.part()));
    }

    private Path clone(String name) {
        site.run(root, "clone", "--quiet", site.repository.toString(), name);
        return root.resolve(name);
    }

    private static FailureReason reasonOf(IntegrationFailed failed) {
        return failed.failure().reason();
    }

    @Test
    void theBundleGivesACloneTheBranch() throws Exception {
        var bundle = root.resolve("result.bundle");
        manager.resultBundle(origin, head, null, bundle);
        var clone = clone("clone");
        site.run(clone, "bundle", "verify", bundle.toString());
        site.run(clone, "fetch", "--quiet", bundle.toString(), BRANCH + ":" + BRANCH);
        assertThat(site.run(clone, "rev-parse", BRANCH)).isEqualTo(head);
        site.run(clone, "fsck", "--full", "--strict");
    }

    @Test
    void whatIsSaidOfTheResultComesAlongAsANote() throws Exception {
        var bundle = root.resolve("result.bundle");
        var note = new ResultNote("signed\n", Instant.parse("2030-01-01T00:00:00Z"));
        manager.resultBundle(origin, head, note, bundle);
        var clone = clone("clone");
        var notes = "refs/notes/codefleet/" + origin.job();
        site.run(clone, "fetch", "--quiet", bundle.toString(), "refs/*:refs/*");
        assertThat(site.run(clone, "notes", "--ref=" + notes, "show", head)).isEqualTo("signed");
        site.run(clone, "fsck", "--full", "--strict");
        var again = root.resolve("again.bundle");
        manager.resultBundle(origin, head, note, again);
        assertThat(again).as("the same once more").hasSameBinaryContentAs(bundle);
    }

    @Test
    void aResultWithoutChangesGivesTheBranchAllTheSame() throws Exception {
        var bundle = root.resolve("result.bundle");
        manager.resultBundle(origin, origin.base(), null, bundle);
        var clone = clone("clone");
        site.run(clone, "fetch", "--quiet", bundle.toString(), BRANCH + ":" + BRANCH);
        assertThat(site.run(clone, "rev-parse", BRANCH)).isEqualTo(origin.base());
    }

    @Test
    void thePatchMakesTheResultOfTheOrigin() throws Exception {
        var patch = root.resolve("result.patch");
        manager.resultPatch(origin, head, patch);
        var clone = clone("clone");
        site.run(clone, "apply", "--index", patch.toString());
        assertThat(site.run(clone, "write-tree"))
                .isEqualTo(site.run(site.mirror("manager"), "rev-parse", head + "^{tree}"));
    }

    @Test
    void thePatchOfNoChangeIsEmpty() throws Exception {
        var patch = root.resolve("result.patch");
        manager.resultPatch(origin, origin.base(), patch);
        assertThat(patch).isEmptyFile();
    }

    @Test
    void aDirtyCheckoutIsLeftAlone() throws Exception {
        Site.write(site.repository, Map.of("a", "dirty\n", "untracked", "x\n", "b", "staged\n"));
        site.run(site.repository, "add", "b");
        var before = state();
        manager.push(origin, head);
        manager.push(origin, head);
        assertThat(site.run(site.repository, "rev-parse", BRANCH)).isEqualTo(head);
        site.run(site.repository, "branch", "--quiet", "-D", BRANCH);
        assertThat(state()).isEqualTo(before);
    }

    private List<String> state() throws IOException {
        return List.of(
                site.run(site.repository, "status", "--porcelain=v2", "--branch"),
                site.run(site.repository, "for-each-ref"),
                site.run(site.repository, "diff", "HEAD"),
                Files.readString(site.repository.resolve(".git/config")),
                Files.readString(site.repository.resolve(".git/HEAD")));
    }

    @Test
    void aRepositoryThatDoesNotTakeTheBranchHasRefused() throws Exception {
        site.run(site.repository, "checkout", "--quiet", "-b", BRANCH);
        site.commit(Map.of("other", "1\n"));
        var failed =
                catchThrowableOfType(IntegrationFailed.class, () -> manager.push(origin, head));
        assertThat(reasonOf(failed)).isEqualTo(FailureReason.REFUSED);
        assertThat(manager.merge(origin, List.of())).isEqualTo(origin.base());
        manager.resultPatch(origin, head, root.resolve("still-there.patch"));
    }

    @Test
    void aRepositoryThatIsGoneHasRefusedAndCostsNoAcceptedWork() throws Exception {
        var moved = root.resolve("moved");
        Files.move(site.repository, moved);
        var failed =
                catchThrowableOfType(IntegrationFailed.class, () -> manager.push(origin, head));
        assertThat(reasonOf(failed)).isIn(FailureReason.REFUSED, FailureReason.EXECUTOR_ERROR);
        Files.move(moved, site.repository);
        manager.push(origin, head);
        assertThat(site.run(site.repository, "rev-parse", BRANCH)).isEqualTo(head);
    }

    @Test
    void namesAreResolvedAsTheyAreNow() throws Exception {
        site.run(site.repository, "tag", "v1");
        site.commit(Map.of("a", "3\n"));
        var repository = origin.repository();
        assertThat(manager.resolve(repository, "v1")).isEqualTo(origin.base());
        assertThat(manager.resolve(repository, null)).isEqualTo(site.origin().base());
        assertThat(manager.resolve(repository, "main")).isEqualTo(site.origin().base());
    }

    @Test
    void whatCannotBeResolvedSaysWhy() {
        assertThat(failureOf(origin.repository(), "absent"))
                .isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failureOf(origin.repository(), "-x")).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failureOf("ext::sh", null)).isEqualTo(FailureReason.EXECUTOR_ERROR);
        assertThat(failureOf(root.resolve("absent").toString(), null))
                .isEqualTo(FailureReason.REFUSED);
    }

    private FailureReason failureOf(String repository, @Nullable String ref) {
        return reasonOf(
                catchThrowableOfType(
                        IntegrationFailed.class, () -> manager.resolve(repository, ref)));
    }

    /** Its end may have been seen by no manager, or its result asked for long afterwards. */
    @Test
    void whatWasKeptForAJobGoesAfterADay() throws Exception {
        var mirror = site.mirror("manager");
        assertThat(site.run(mirror, "for-each-ref", "refs/codefleet/job")).isNotEmpty();
        age(mirror, Site.NOON.minus(Duration.ofHours(20)));
        manager.tidy(Duration.ofDays(30));
        assertThat(site.run(mirror, "for-each-ref", "refs/codefleet/job")).isNotEmpty();

        age(mirror, Site.NOON.minus(Duration.ofHours(30)));
        manager.tidy(Duration.ofDays(30));

        assertThat(site.run(mirror, "for-each-ref", "refs/codefleet/job")).isEmpty();
        assertThat(site.run(mirror, "for-each-ref", "refs/codefleet/base")).isNotEmpty();
        var lacking =
                catchThrowableOfType(
                        IntegrationFailed.class,
                        () -> manager.resultPatch(origin, head, root.resolve("lacking.patch")));
        assertThat(lacking.needsRestore()).isTrue();
    }

    private static void age(Path mirror, Instant time) throws IOException {
        try (var files = Files.walk(mirror)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }
}
