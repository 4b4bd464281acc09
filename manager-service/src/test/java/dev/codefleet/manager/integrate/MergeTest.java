package dev.codefleet.manager.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codefleet.contract.attempt.FailureReason;
import dev.codefleet.contract.job.JobId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {
    @TempDir Path root;
    private Site site;
    private Origin origin;
    private Integrator manager;

    @BeforeEach
    void setUp() throws IOException {
        site = new Site(root);
        origin = site.origin();
        manager = site.integrator("manager");
    }

    private Site.Work done(String key, String base, Map<String, String> edits)
            throws IOException, IntegrationFailed {
        return site.done(manager, origin, key, base, edits);
    }

    @Test
    void withoutPartsTheOriginIsTheBase() throws IntegrationFailed {
        assertThat(manager.merge(origin, List.of())).isEqualTo(origin.base());
    }

    @Test
    void oneDependencyIsTheBaseItself() throws Exception {
        var one = done("one", origin.base(), Map.of("a", "2\n"));
        assertThat(manager.merge(origin, List.of(one.part()))).isEqualTo(one.commit());
    }

    @Test
    void aDiamondComesTogether() throws Exception {
        var top = done("top", origin.base(), Map.of("a", "top\n"));
        var left = done("left", top.commit(), Map.of("b", "left\n"));
        var right = done("right", top.commit(), Map.of("dir/c", "right\n"));
        var base = manager.merge(origin, List.of(left.part(), right.part()));
        var bottom = done("bottom", base, Map.of("a", "bottom\n"));
        var head =
                manager.merge(
                        origin, List.of(top.part(), left.part(), right.part(), bottom.part()));

        assertThat(head).isEqualTo(bottom.commit());
        assertThat(site.show("manager", head, "a")).isEqualTo("bottom");
        assertThat(site.show("manager", head, "b")).isEqualTo("left");
        assertThat(site.show("manager", head, "dir/c")).isEqualTo("right");
        assertThat(site.run(site.mirror("manager"), "rev-list", "--count", "--merges", head))
                .isEqualTo("1");
    }

    @Test
    void aMergeSaysWhatItIsAndHasTheDateOfItsNewestParent() throws Exception {
        var one = done("one", origin.base(), Map.of("a", "2\n"));
        var two = done("two", origin.base(), Map.of("b", "2\n"));
        var head = manager.merge(origin, List.of(one.part(), two.part()));
        var said = site.run(site.mirror("manager"), "log", "-1", "--format=%P|%cn|%ct|%s", head);
        assertThat(said)
                .isEqualTo(
                        "%s %s|Codefleet manager|%d|Merge subtask two"
                                .formatted(
                                        one.commit(),
                                        two.commit(),
                                        Site.NOON.plusSeconds(2).getEpochSecond()));
    }

    @Test
    void twoManagersMakeTheSameCommitOfTheSameParts() throws Exception {
        var one = done("one", origin.base(), Map.of("a", "2\n"));
        var two = done("two", origin.base(), Map.of("b", "2\n"));
        var three = done("three", origin.base(), Map.of("dir/c", "2\n"));
        var parts = List.of(one.part(), two.part(), three.part());
        var other = site.integrator("other");
        other.restore(origin, List.of(three.kept(), one.kept(), two.kept()));
        assertThat(other.merge(origin, parts)).isEqualTo(manager.merge(origin, parts));
    }

    @Test
    void aConflictNamesBothSubtasksAndTheFiles() throws Exception {
        var one = done("one", origin.base(), Map.of("a", "one\n", "dir/c", "one\n"));
        var two = done("two", origin.base(), Map.of("b", "two\n"));
        var three = done("three", origin.base(), Map.of("a", "three\n", "dir/c", "three\n"));
        var failed =
                catchThrowableOfType(
                        IntegrationFailed.class,
                        () -> manager.merge(origin, List.of(one.part(), two.part(), three.part())));
        assertThat(failed.needsRestore()).isFalse();
        assertThat(failed.failure().reason()).isEqualTo(FailureReason.MERGE_CONFLICT);
        assertThat(failed.failure().message())
                .contains("'three'", "'one'", "a, dir/c", "depend on")
                .doesNotContain("'two'");
    }

    @Test
    void theOrderOfPartsHidesNobodyInAConflict() throws Exception {
        var one = done("one", origin.base(), Map.of("readme", "1\n2\none\n"));
        var two = done("two", origin.base(), Map.of("readme", "1\n2\ntwo\n"));
        assertThat(
                        catchThrowableOfType(
                                        IntegrationFailed.class,
                                        () ->
                                                manager.merge(
                                                        origin, List.of(two.part(), one.part())))
                                .failure()
                                .message())
                .contains("'one'", "'two'", "readme");
    }

    @Test
    void mergesOfOtherJobsAreNotKeptForThisOne() throws Exception {
        var one = done("one", origin.base(), Map.of("a", "2\n"));
        var other = site.origin(new JobId("job2"));
        var failed =
                catchThrowableOfType(
                        IntegrationFailed.class, () -> manager.merge(other, List.of(one.part())));
        assertThat(failed.needsRestore()).isTrue();
    }

    @Test
    void aMergeThatOthersBuildOnSurvivesACleanUp() throws Exception {
        var one = done("one", origin.base(), Map.of("a", "2\n"));
        var two = done("two", origin.base(), Map.of("b", "2\n"));
        var base = manager.merge(origin, List.of(one.part(), two.part()));
        site.run(site.mirror("manager"), "prune", "--expire=now");
        var three = done("three", base, Map.of("a", "3\n"));
        assertThat(manager.merge(origin, List.of(one.part(), two.part(), three.part())))
                .isEqualTo(three.commit());
    }
}
