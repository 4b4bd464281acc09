package dev.codefleet.manager.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codefleet.contract.agent.Lane;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.plan.ExecutorKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {
    private static final int NO_BOUND = Integer.MAX_VALUE;
    private static final SubtaskDemand CODE = new SubtaskDemand(Lane.CODE, ExecutorKind.COMMAND);
    private static final SubtaskDemand DOCS = new SubtaskDemand(Lane.DOCS, ExecutorKind.COMMAND);
    private static final JobId FIRST = new JobId("job1");
    private static final JobId SECOND = new JobId("job2");

    private final ReadyQueue<Integer> queue = new ReadyQueue<>();

    @Test
    void lowerNumbersOfPriorityGoFirst() {
        queue.add(FIRST, NO_BOUND);
        for (int priority : List.of(5, 1, 3, 2, 4)) {
            offer(FIRST, priority, CODE, priority);
        }

        assertThat(pollAll()).extracting(ReadyQueue.Ready::priority).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void withinAJobAndPriorityTheFirstInIsTheFirstOut() {
        queue.add(FIRST, NO_BOUND);
        IntStream.of(4, 2, 9).forEach(subtask -> offer(FIRST, subtask, CODE, 3));

        assertThat(pollAll()).extracting(ReadyQueue.Ready::work).containsExactly(4, 2, 9);
    }

    @Test
    void aLateJobGetsItsShareAtOnce() {
        queue.add(FIRST, NO_BOUND);
        offerMany(FIRST, 100);
        IntStream.range(0, 10).forEach(_ -> poll());
        queue.add(SECOND, NO_BOUND);
        offerMany(SECOND, 100);

        var next = IntStream.range(0, 10).mapToObj(_ -> poll().job()).toList();

        assertThat(next).containsOnly(SECOND);
    }

    @Test
    void jobsWithAsManyRunningTakeTurns() {
        queue.add(FIRST, NO_BOUND);
        queue.add(SECOND, NO_BOUND);
        offerMany(FIRST, 3);
        offerMany(SECOND, 3);

        assertThat(pollAll())
                .extracting(ReadyQueue.Ready::job)
                .containsExactly(FIRST, SECOND, FIRST, SECOND, FIRST, SECOND);
    }

    @Test
    void noMoreThanMaxWorkersRunAtOnce() {
        queue.add(FIRST, 2);
        offerMany(FIRST, 5);
        assertThat(pollAll()).hasSize(2);
        assertThat(queue.size()).isEqualTo(3);

        queue.ended(FIRST);

        assertThat(pollAll()).hasSize(1);
    }

    @Test
    void whatWasFoundRunningCountsAgainstMaxWorkers() {
        queue.add(FIRST, 2);
        queue.started(FIRST);
        offerMany(FIRST, 5);

        assertThat(pollAll()).hasSize(1);
    }

    @Test
    void whatNobodyCanServeStaysAndBlocksNothing() {
        queue.add(FIRST, NO_BOUND);
        offer(FIRST, 1, DOCS, 1);
        offer(FIRST, 2, CODE, 5);

        assertThat(queue.poll(CODE::equals))
                .hasValueSatisfying(ready -> assertThat(ready.work()).isEqualTo(2));
        assertThat(queue.poll(CODE::equals)).isEmpty();
        assertThat(queue.sizes()).containsEntry(DOCS, 1);
    }

    @Test
    void whatWaitsIsToldByJobAndDemandAlsoWhereMaxWorkersHoldIt() {
        queue.add(FIRST, 1);
        queue.add(SECOND, NO_BOUND);
        queue.started(FIRST);
        offer(FIRST, 7, CODE, 1);
        offer(FIRST, 8, CODE, 2);
        offer(FIRST, 9, DOCS, 1);
        offer(SECOND, 1, CODE, 1);

        assertThat(queue.waiting())
                .extracting(each -> each.job() + " " + each.demand().lane() + " " + each.subtasks())
                .containsExactlyInAnyOrder("job1 CODE 2", "job1 DOCS 1", "job2 CODE 1");
    }

    @Test
    void whatIsWithdrawnLeavesTheRest() {
        queue.add(FIRST, NO_BOUND);
        offer(FIRST, 7, CODE, 1);
        offer(FIRST, 8, CODE, 2);
        offer(FIRST, 9, DOCS, 1);

        assertThat(queue.withdraw(FIRST, CODE)).containsExactlyInAnyOrder(7, 8);

        assertThat(queue.size()).isEqualTo(1);
        assertThat(pollAll()).extracting(ReadyQueue.Ready::work).containsExactly(9);
    }

    @Test
    void aRemovedJobLeavesNothingBehind() {
        queue.add(FIRST, NO_BOUND);
        queue.add(SECOND, NO_BOUND);
        offerMany(FIRST, 3);
        offerMany(SECOND, 1);
        poll();

        queue.remove(FIRST);
        queue.ended(FIRST);

        assertThat(pollAll()).extracting(ReadyQueue.Ready::job).containsOnly(SECOND);
        assertThat(queue.size()).isZero();
        assertThatThrownBy(() -> offer(FIRST, 1, CODE, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJobThatIsAddedAgainStartsAnew() {
        queue.add(FIRST, 1);
        offerMany(FIRST, 2);
        poll();
        queue.remove(FIRST);
        queue.add(FIRST, 1);
        offer(FIRST, 7, CODE, 3);

        assertThat(pollAll()).extracting(ReadyQueue.Ready::work).containsExactly(7);
    }

    /**
     * However long subtasks last, two jobs that always have work differ by one slot at most once
     * the slots turned over.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void slotsAreSharedEvenlyWhateverSubtasksLast(long seed) {
        var random = new Random(seed);
        int slots = 8;
        queue.add(FIRST, NO_BOUND);
        queue.add(SECOND, NO_BOUND);
        offerMany(FIRST, 2_000);
        var running = new ArrayList<JobId>();
        IntStream.range(0, slots).forEach(_ -> running.add(poll().job()));
        offerMany(SECOND, 2_000);
        for (int turn = 0; turn < 500; turn++) {
            // The first job's subtasks last nine times as long: they are the ones that end, one
            // time in ten.
            var wanted = random.nextInt(10) == 0 ? FIRST : SECOND;
            var ended = running.contains(wanted) ? wanted : running.getFirst();
            running.remove(ended);
            queue.ended(ended);
            running.add(poll().job());
            if (turn > 100) {
                long first = running.stream().filter(FIRST::equals).count();
                assertThat(first).isBetween(3L, 5L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void randomRunsFollowTheNaiveModel(long seed) {
        var random = new Random(seed);
        var model = new Model();
        for (int step = 0; step < 1_500; step++) {
            var job = new JobId("job" + random.nextInt(6));
            switch (random.nextInt(10)) {
                case 0 ->
                        model.add(
                                queue,
                                job,
                                random.nextBoolean() ? NO_BOUND : 1 + random.nextInt(3));
                case 1, 2, 3, 4 ->
                        model.offer(
                                queue,
                                job,
                                step,
                                random.nextBoolean() ? CODE : DOCS,
                                1 + random.nextInt(5));
                case 5, 6 -> model.end(queue, job);
                case 7 -> {
                    if (random.nextInt(10) == 0) {
                        model.remove(queue, job);
                    }
                }
                default -> {
                    var servable =
                            List.of(
                                            List.of(CODE),
                                            List.of(DOCS),
                                            List.of(CODE, DOCS),
                                            List.<SubtaskDemand>of())
                                    .get(random.nextInt(4));
                    model.poll(queue, servable);
                }
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    private void offer(JobId job, int subtask, SubtaskDemand demand, int priority) {
        queue.offer(new ReadyQueue.Ready<>(job, subtask, demand, priority));
    }

    private void offerMany(JobId job, int number) {
        IntStream.range(0, number).forEach(subtask -> offer(job, subtask, CODE, 3));
    }

    private ReadyQueue.Ready<Integer> poll() {
        return queue.poll(_ -> true).orElseThrow();
    }

    private List<ReadyQueue.Ready<Integer>> pollAll() {
        var all = new ArrayList<ReadyQueue.Ready<Integer>>();
        for (var next = queue.poll(_ -> true); next.isPresent(); next = queue.poll(_ -> true)) {
            all.add(next.get());
        }
        return all;
    }

    /** The rule as it is told, looked for in one long list. */
    private static final class Model {
        private static final class Job {
            final JobId id;
            final int bound;
            int running;
            long servedAt;

            Job(JobId id, int bound) {
                this.id = id;
                this.bound = bound;
            }
        }

        private final List<Job> jobs = new ArrayList<>();
        private final ArrayDeque<ReadyQueue.Ready<Integer>> waiting = new ArrayDeque<>();
        private long turn;

        int size() {
            return waiting.size();
        }

        void add(ReadyQueue<Integer> queue, JobId id, int bound) {
            if (jobs.stream().noneMatch(job -> job.id.equals(id))) {
                jobs.add(new Job(id, bound));
                queue.add(id, bound);
            }
        }

        void offer(
                ReadyQueue<Integer> queue,
                JobId id,
                int subtask,
                SubtaskDemand demand,
                int priority) {
            if (jobs.stream().anyMatch(job -> job.id.equals(id))) {
                var ready = new ReadyQueue.Ready<>(id, subtask, demand, priority);
                waiting.add(ready);
                queue.offer(ready);
            }
        }

        void end(ReadyQueue<Integer> queue, JobId id) {
            jobs.stream()
                    .filter(job -> job.id.equals(id) && job.running > 0)
                    .forEach(job -> {
                        job.running--;
                        queue.ended(id);
                    });
        }

        void remove(ReadyQueue<Integer> queue, JobId id) {
            jobs.removeIf(job -> job.id.equals(id));
            waiting.removeIf(ready -> ready.job().equals(id));
            queue.remove(id);
        }

        void poll(ReadyQueue<Integer> queue, List<SubtaskDemand> servable) {
            var able =
                    waiting.stream()
                            .filter(ready ->
                                    servable.contains(ready.demand())
                                            && job(ready).running < job(ready).bound)
                            .toList();
            var polled = queue.poll(servable::contains);
            assertThat(polled.isPresent()).isEqualTo(!able.isEmpty());
            polled.ifPresent(ready -> {
                int first = able.stream().mapToInt(ReadyQueue.Ready::priority).min().orElseThrow();
                var rivals = able.stream().filter(each -> each.priority() == first).toList();
                assertThat(rivals).contains(ready);
                assertThat(rivals).noneMatch(rival -> isFairer(job(rival), job(ready)));
                var oldest =
                        rivals.stream()
                                .filter(each ->
                                        each.job().equals(ready.job())
                                                && each.demand().equals(ready.demand()))
                                .findFirst();
                assertThat(oldest).contains(ready);
                waiting.remove(ready);
                job(ready).running++;
                job(ready).servedAt = ++turn;
            });
        }

        private static boolean isFairer(Job rival, Job taken) {
            return rival.running < taken.running
                    || (rival.running == taken.running && rival.servedAt < taken.servedAt);
        }

        private Job job(ReadyQueue.Ready<Integer> ready) {
            return jobs.stream()
                    .filter(job -> job.id.equals(ready.job()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
