package dev.codefleet.manager.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.job.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    @TempDir Path root;
    private Site site;
    private Origin origin;
    private Integrator manager;
    private Site.Work one;
    private Site.Work two;
    private Site.Work three;
    private List<StoredCommit> kept;
    private List<MergeInput> parts;
    private String head;

    /** Work on a merged base, whose bundle has only what is beyond that base. */
    @BeforeEach
    void setUp() throws Exception {
        site = new Site(root);
        origin = site.origin();
        manager = site.integrator("manager");
        one = site.done(manager, origin, "one", origin.base(), Map.of("a", "2\n"));
        two = site.done(manager, origin, "two", origin.base(), Map.of("b", "2\n"));
        var base = manager.merge(origin, List.of(one.part(), two.part()));
        three = site.done(manager, origin, "three", base, Map.of("dir/c", "2\n"));
        var nothing =
                new StoredCommit("four", "", base, new byte[0], List.of(one.part(), two.part()));
        kept = List.of(one.kept(), two.kept(), three.kept(one.part(), two.part()), nothing);
        parts = List.of(one.part(), two.part(), three.part(), new MergeInput("four", base));
        head = manager.merge(origin, parts);
    }

    private void assertRestorable(Integrator other) throws IntegrationFailed {
        var failed =
                catchThrowableOfType(IntegrationFailed.class, () -> other.merge(origin, parts));
        assertThat(failed.needsRestore()).as(failed.getMessage()).isTrue();
        other.restore(origin, kept);
        assertThat(other.merge(origin, parts)).isEqualTo(head);
    }

    @Test
    void anotherManagerMakesAllOfItAgain() throws Exception {
        assertRestorable(site.integrator("other"));
        assertThat(site.show("other", head, "dir/c")).isEqualTo("2");
    }

    @Test
    void aRestartedManagerStillHasIt() throws Exception {
        assertThat(site.integrator("manager").merge(origin, parts)).isEqualTo(head);
    }

    @Test
    void restoringWhatIsThereChangesNothing() throws Exception {
        manager.restore(origin, kept);
        assertThat(manager.merge(origin, parts)).isEqualTo(head);
    }

    @Test
    void aMirrorWithoutItsConfigurationIsMadeAnew() throws Exception {
        Files.delete(site.mirror("manager").resolve("HEAD"));
        var late = site.work(site.integrator("x"), origin, "late", origin.base(), Map.of("n", "1"));
        site.accept(manager, origin, late);
        assertRestorable(manager);
    }

    @Test
    void aMirrorThatLostATreeIsMadeAnew() throws Exception {
        var tree = site.run(site.mirror("manager"), "rev-parse", two.commit() + "^{tree}");
        loseObject(tree);
        assertRestorable(forgetful());
    }

    @Test
    void aMirrorThatLostACommitIsMadeAnew() throws Exception {
        loseObject(two.commit());
        assertRestorable(forgetful());
    }

    @Test
    void aGoodBundleIsNotBlamedForADamagedMirror() throws Exception {
        var late =
                site.work(
                        manager, origin, "late", three.commit(), Map.of("readme", "1\n2\n3\n4\n"));
        var mirror = site.mirror("manager");
        loseObject(site.run(mirror, "rev-parse", three.commit() + ":b"));
        loseObject(site.run(mirror, "rev-parse", three.commit() + "^{tree}"));
        var failed =
                catchThrowableOfType(
                        IntegrationFailed.class, () -> site.accept(manager, origin, late));
        assertThat(failed.needsRestore()).as(failed.getMessage()).isTrue();
        manager.restore(origin, kept);
        site.accept(manager, origin, late);
    }

    @Test
    void whatWasReleasedCanBeRestored() throws Exception {
        manager.release(origin);
        assertThat(site.run(site.mirror("manager"), "for-each-ref", "refs/codefleet/job"))
                .isEmpty();
        assertRestorable(manager);
        var patch = root.resolve("patch");
        manager.resultPatch(origin, head, patch);
        assertThat(patch).content().contains("+2");
    }

    @Test
    void releasingLeavesOtherJobsAlone() throws Exception {
        var other = site.origin(new JobId("job2"));
        var its = site.done(manager, other, "its", other.base(), Map.of("n", "1\n"));
        manager.release(origin);
        assertThat(manager.merge(other, List.of(its.part()))).isEqualTo(its.commit());
    }

    @Test
    void releasingAJobWhoseRepositoryWasNeverFetchedIsNothing() throws Exception {
        site.integrator("fresh").release(origin);
        assertThat(root.resolve("fresh/mirrors")).isDirectoryNotContaining("glob:**.git");
    }

    /** The same directory without what the first integrator remembers of commits and merges. */
    private Integrator forgetful() {
        return site.integrator("manager");
    }

    private void loseObject(String name) throws IOException {
        var objects = site.mirror("manager").resolve("objects");
        Files.delete(objects.resolve(name.substring(0, 2)).resolve(name.substring(2)));
    }
}
