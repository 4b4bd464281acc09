package dev.codefleet.manager.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobGraphTest {
    /** a -> b, c -> d */
    private static int[][] diamond() {
        return new int[][] {{}, {0}, {0}, {1, 2}};
    }

    @Test
    void aSubtaskOpensWhenItsLastDependencySucceeds() {
        var graph = new JobGraph(diamond());

        assertThat(graph.succeeded(0)).containsExactlyInAnyOrder(1, 2);
        assertThat(graph.succeeded(1)).isEmpty();
        assertThat(graph.isOpen(3)).isFalse();
        assertThat(graph.succeeded(2)).containsExactly(3);
        assertThat(graph.isOpen(3)).isTrue();
    }

    @Test
    void everySubtaskComesAfterThoseThatItDependsOn() {
        var graph = new JobGraph(new int[][] {{3}, {0, 2}, {}, {2}});

        assertThat(graph.dependenciesFirst()).containsExactly(2, 3, 0, 1);
    }

    @Test
    void aFailureSkipsAllThatDependsOnItOnce() {
        var graph = new JobGraph(new int[][] {{}, {}, {0, 1}, {2}, {1}});

        assertThat(graph.failed(0)).containsExactlyInAnyOrder(2, 3);
        assertThat(graph.failed(1)).containsExactly(4);
    }

    @Test
    void aChainLeadsFromTheFailedSubtaskToTheSkippedOne() {
        var graph = new JobGraph(new int[][] {{}, {0}, {1}, {2}});
        graph.failed(0);

        assertThat(graph.chainTo(3, 20)).containsExactly(0, 1, 2, 3);
        assertThat(graph.rootCause(3)).isZero();
    }

    @Test
    void aLongChainIsCutAndItsCauseStillKnown() {
        int length = 1_000;
        var dependencies =
                IntStream.range(0, length)
                        .mapToObj(subtask -> subtask == 0 ? new int[] {} : new int[] {subtask - 1})
                        .toArray(int[][]::new);
        var graph = new JobGraph(dependencies);
        graph.failed(3);

        assertThat(graph.chainTo(length - 1, 4)).containsExactly(996, 997, 998, 999);
        assertThat(graph.rootCause(length - 1)).isEqualTo(3);
    }

    @Test
    void whatNothingDependsOnIsASink() {
        var graph = new JobGraph(diamond());

        assertThat(IntStream.range(0, 4).filter(graph::isSink)).containsExactly(3);
    }

    @Test
    void aCompletionCostsItsDependentsOnly() {
        int size = 200_000;
        var dependencies = new int[size][];
        Arrays.fill(dependencies, new int[0]);
        dependencies[size - 1] = new int[] {0};
        var graph = new JobGraph(dependencies);

        // A pass over the graph for each of these would take minutes.
        for (int subtask = 0; subtask < size - 1; subtask++) {
            assertThat(graph.succeeded(subtask).length).isEqualTo(subtask == 0 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void randomGraphsRunAsTheNaiveModelSays(long seed) {
        var random = new Random(seed);
        var dependencies = randomGraph(random, 2 + random.nextInt(150));
        var graph = new JobGraph(dependencies);
        var model = new Model(dependencies);
        var ready = new ArrayList<Integer>(model.ready());

        while (!ready.isEmpty()) {
            int next = ready.remove(random.nextInt(ready.size()));
            if (random.nextInt(8) == 0) {
                var skippedBefore = Set.copyOf(model.skipped);
                model.fail(next);
                var skipped = new HashSet<>(model.skipped);
                skipped.removeAll(skippedBefore);
                assertThat(graph.failed(next)).containsExactlyInAnyOrderElementsOf(skipped);
            } else {
                var before = model.ready();
                model.succeeded.add(next);
                var opened = new ArrayList<>(model.ready());
                opened.removeAll(before);
                var answered = Arrays.stream(graph.succeeded(next)).boxed().toList();
                assertThat(answered.stream().filter(each -> !model.skipped.contains(each)))
                        .containsExactlyInAnyOrderElementsOf(opened);
                ready.addAll(opened);
            }
        }

        assertThat(model.succeeded.size() + model.failed.size() + model.skipped.size())
                .isEqualTo(graph.size());
        model.skipped.forEach(skipped -> assertChain(graph, model, dependencies, skipped));
    }

    private static void assertChain(
            JobGraph graph, Model model, int[][] dependencies, int skipped) {
        var chain = graph.chainTo(skipped, Integer.MAX_VALUE);
        assertThat(chain.getLast()).isEqualTo(skipped);
        assertThat(model.failed).contains(chain.getFirst());
        assertThat(graph.rootCause(skipped)).isEqualTo(chain.getFirst());
        for (int link = 1; link < chain.size(); link++) {
            assertThat(dependencies[chain.get(link)]).contains(chain.get(link - 1));
        }
    }

    static int[][] randomGraph(Random random, int size) {
        return IntStream.range(0, size)
                .mapToObj(subtask ->
                        random.ints(random.nextInt(4), 0, Math.max(1, subtask))
                                .filter(dependency -> dependency < subtask)
                                .distinct()
                                .toArray())
                .toArray(int[][]::new);
    }

    /** Knows nothing but the definitions. */
    private static final class Model {
        private final int[][] dependencies;
        final Set<Integer> succeeded = new HashSet<>();
        final Set<Integer> failed = new HashSet<>();
        final Set<Integer> skipped = new HashSet<>();

        Model(int[][] dependencies) {
            this.dependencies = dependencies;
        }

        List<Integer> ready() {
            return IntStream.range(0, dependencies.length)
                    .filter(subtask -> !succeeded.contains(subtask) && !failed.contains(subtask))
                    .filter(subtask ->
                            Arrays.stream(dependencies[subtask]).allMatch(succeeded::contains))
                    .boxed()
                    .toList();
        }

        void fail(int subtask) {
            failed.add(subtask);
            for (boolean grew = true; grew; ) {
                grew =
                        IntStream.range(0, dependencies.length)
                                .filter(each -> !skipped.contains(each))
                                .filter(each ->
                                        Arrays.stream(dependencies[each])
                                                .anyMatch(on ->
                                                        failed.contains(on)
                                                                || skipped.contains(on)))
                                .mapToObj(skipped::add)
                                .toList()
                                .contains(true);
            }
        }
    }
}
