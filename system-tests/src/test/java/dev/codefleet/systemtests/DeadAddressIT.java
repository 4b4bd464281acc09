package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.localfleet.ServiceKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@InSharedFleet
@Isolated
class DeadAddressIT {
    private static final int UNUSED_PORT = 6180;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Fleet fleet;
    private final Api api;

    DeadAddressIT(Fleet fleet) {
        this.fleet = fleet;
        this.api = fleet.api();
    }

    @Test
    void aDeadAddressIsNotGivenWorkAgain() {
        var address = "http://127.0.0.1:" + (UNUSED_PORT + fleet.processes().spec().portOffset());
        var registry = fleet.processes().members(ServiceKind.REGISTRY).getFirst().url();
        try (var dead = new DeadProgrammer(registry, fleet.home(), address)) {
            assertThat(Eventually.holds(SOON, () -> isKnown(DeadProgrammer.ID))).isTrue();

            var first = run("First");
            var second = run("Second");

            assertThat(first.parallelism().slots())
                    .as("the manager believed in it")
                    .isEqualTo(fleet.slots() + DeadProgrammer.SLOTS);
            assertThat(dealingsWithTheDead(first)).containsExactly("order", "refusal");
            assertThat(dealingsWithTheDead(second)).isEmpty();
            assertThat(Stream.of(first, second).flatMap(ended -> api.subtasks(ended.id()).stream()))
                    .as("a refusal costs no attempt")
                    .allSatisfy(subtask -> assertThat(subtask.effort().attempts()).isEqualTo(1));
        }
        assertThat(Eventually.holds(SOON, () -> !isKnown(DeadProgrammer.ID))).isTrue();
    }

    private JobView run(String title) {
        var tasks = IntStream.range(0, 24).mapToObj(number -> none("n" + number)).toList();
        var ended = api.run(job(null, Task.plan(title, tasks)));
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        return ended;
    }

    /** The job's orders to the dead programmer and its refusals, as they were logged. */
    private List<String> dealingsWithTheDead(JobView ended) {
        return api.events(ended.id()).stream()
                .filter(event -> DeadProgrammer.ID.equals(event.body().get("programmer")))
                .map(event -> String.valueOf(event.body().get("what")))
                .toList();
    }

    private boolean isKnown(String programmer) {
        return api.fleet().programmers().stream().anyMatch(one -> one.id().equals(programmer));
    }
}
