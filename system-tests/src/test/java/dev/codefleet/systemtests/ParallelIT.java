package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@InSharedFleet
@Isolated
class ParallelIT {
    private final Api api;
    private final Fleet fleet;

    ParallelIT(Fleet fleet) {
        this.fleet = fleet;
        this.api = fleet.api();
    }

    @Test
    void independentTasksOverlapInTimeOnDifferentProgrammers() {
        var repository = Repository.create();
        var tasks = Stream.of("a", "b", "c").map(key -> Interval.task(key, "1")).toList();

        var ended = api.run(job(repository, Task.plan("Three at once", tasks)));

        var intervals = intervals(repository, ended);
        var lastStart = intervals.stream().mapToLong(Interval::start).max().orElseThrow();
        var firstEnd = intervals.stream().mapToLong(Interval::end).min().orElseThrow();
        assertThat(lastStart).as("all run at the moment the last one starts").isLessThan(firstEnd);
        assertThat(intervals).extracting(Interval::programmer).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void moreTasksThanSlotsWaitTheirTurnAndAllRun() {
        var repository = Repository.create();
        var tasks = tasks("t", 5 * fleet.slots(), "0.4");

        var ended = api.run(job(repository, Task.plan("Too many", tasks)));

        var intervals = intervals(repository, ended);
        assertThat(intervals).hasSize(5 * fleet.slots());
        assertThat(Interval.mostAtOnce(intervals)).isEqualTo(fleet.slots());
        var byProgrammer =
                intervals.stream().collect(Collectors.groupingBy(Interval::programmer)).values();
        assertThat(byProgrammer)
                .allSatisfy(own ->
                        assertThat(Interval.mostAtOnce(own))
                                .isLessThanOrEqualTo(fleet.processes().spec().slots()));
        assertThat(api.subtasks(ended.id()))
                .as("waiting for a slot costs no attempt")
                .allSatisfy(subtask -> assertThat(subtask.effort().attempts()).isEqualTo(1));
    }

    @Test
    void aLaterJobSharesTheSlotsWithAnEarlierOne() {
        var repository = Repository.create();
        var count = 4 * fleet.slots();
        var first = api.submit(job(repository, Task.plan("First", tasks("f", count, "0.4"))));
        api.await(first.id(), event -> "order".equals(event.body().get("what")));

        var second = api.run(job(repository, Task.plan("Second", tasks("s", count, "0.4"))));

        var ofFirst = intervals(repository, api.end(first.id()));
        var ofSecond = intervals(repository, second);
        var sharedFrom = ofSecond.getFirst().start();
        var sharedTo = Math.min(ofFirst.getLast().start(), ofSecond.getLast().start());
        assertThat(ofFirst.stream().filter(one -> one.start() < sharedFrom).count())
                .as("tasks of the first job before the second one's turn")
                .isLessThanOrEqualTo(2L * fleet.slots());
        var bound = fleet.slots();
        Stream.concat(ofFirst.stream(), ofSecond.stream())
                .mapToLong(Interval::start)
                .filter(time -> time >= sharedFrom && time <= sharedTo)
                .forEach(time ->
                        assertThat(started(ofFirst, sharedFrom, time))
                                .as("starts of the first job beside those of the second")
                                .isBetween(
                                        started(ofSecond, sharedFrom, time) - bound,
                                        started(ofSecond, sharedFrom, time) + bound));
    }

    private static long started(List<Interval> intervals, long from, long to) {
        return intervals.stream().filter(one -> one.start() >= from && one.start() <= to).count();
    }

    private static List<Task> tasks(String prefix, int count, String seconds) {
        return IntStream.range(0, count)
                .mapToObj(number -> Interval.task(prefix + number, seconds))
                .toList();
    }

    private List<Interval> intervals(Repository repository, JobView ended) {
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        var result = repository.withResult(api, ended);
        return Interval.of(result, api.subtasks(ended.id()));
    }
}
