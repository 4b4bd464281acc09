package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static dev.codefleet.systemtests.Task.job;
import static dev.codefleet.systemtests.Task.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.agent.Liveness;
import dev.codefleet.contract.job.FleetView;
import dev.codefleet.contract.job.JobEvent;
import dev.codefleet.contract.job.JobId;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.contract.job.JobView;
import dev.codefleet.localfleet.FleetSpec;
import dev.codefleet.localfleet.Member;
import dev.codefleet.localfleet.ServiceKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two gateways, two managers and three registries, of which each in turn is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralOfEachIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Fleet fleet =
            Fleet.start(FleetSpec.usual().withGateways(2).withManagers(2).withRegistries(3));
    private final List<Api> gateways =
            fleet.processes().members(ServiceKind.GATEWAY).stream()
                    .map(member -> new Api(member.url(), fleet.processes().key()))
                    .toList();
    private final Api api = gateways.getFirst();

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void everyGatewayKnowsEverybody() {
        assertThat(gateways)
                .allSatisfy(gateway ->
                        assertThat(Eventually.holds(PATIENCE, () -> isWhole(gateway)))
                                .as("%s", gateway.fleet())
                                .isTrue());
    }

    @Test
    void aJobOutlivesEveryManagerAndRegistryInTurn() {
        var repository = Repository.create();
        var steps = IntStream.range(0, 6).mapToObj(number -> step(number)).toArray(Task[]::new);
        var job = api.submit(job(repository, "One after the other", steps)).id();
        var members = new ArrayList<Member>();
        members.addAll(fleet.processes().members(ServiceKind.REGISTRY));
        members.addAll(fleet.processes().members(ServiceKind.MANAGER));

        for (int number = 0; number < members.size(); number++) {
            awaitRunning(job, "s" + number);
            members.get(number).kill();
        }

        var ended = api.end(job);
        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(api.subtasks(job))
                .allSatisfy(each ->
                        assertThat(each.effort().attempts()).as("no step twice").isEqualTo(1));
        var result = repository.withResult(api, ended);
        assertThat(result.show(Objects.requireNonNull(ended.files().commit()), "log.txt"))
                .isEqualTo("0\n1\n2\n3\n4\n5\n");
        awaitWhole();
    }

    @Test
    void eventsGoOnAtTheOtherGatewayAfterTheLastOneSeen() {
        var tasks =
                Stream.of("a", "b", "c").map(key -> command(key, "sleep 1; echo >" + key)).toList();
        var job = api.submit(job(Repository.create(), Task.plan("Two doors", tasks))).id();
        var door = fleet.processes().members(ServiceKind.GATEWAY).getFirst();
        var seen = new ArrayList<JobEvent>();
        new Follower(gateways.getFirst(), job).follow(event -> seen.add(event) && seen.size() == 3);

        door.kill();
        new Follower(gateways.getLast(), job, seen.getLast().seq())
                .follow(event -> !seen.add(event));

        assertThat(seen)
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, seen.size()).boxed().toList());
        assertThat(seen.getLast().body()).containsEntry("state", "SUCCEEDED");
        awaitWhole();
    }

    @Test
    void everySubmissionIsOneJobWhileManagersDie() {
        var ids = new HashSet<JobId>();
        for (int round = 0; round < 2; round++) {
            var manager = fleet.processes().members(ServiceKind.MANAGER).get(round);
            for (int number = 0; number < 20; number++) {
                if (number == 5) {
                    manager.kill();
                }
                ids.add(submitted("round-" + round + "-" + number).id());
            }
            awaitWhole();
        }

        assertThat(ids).hasSize(40);
        assertThat(ids)
                .allSatisfy(id -> assertThat(api.end(id).state()).isEqualTo(JobState.SUCCEEDED));
        assertThat(api.jobs().stream().filter(each -> each.title().startsWith("round-")))
                .as("jobs that nobody was told of")
                .hasSize(40);
    }

    /** Sent at most a few times, as a client does that is told to come back. */
    private JobView submitted(String key) {
        var answers = new ArrayList<HttpResponse<byte[]>>();
        assertThat(
                        Eventually.holds(
                                PATIENCE,
                                () -> {
                                    answers.add(api.post(job(null, key, none("n")), key));
                                    return answers.getLast().statusCode() == 202;
                                }))
                .isTrue();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(202, 503));
        var first = Api.accepted(answers.getLast());
        assertThat(Api.accepted(api.post(job(null, key, none("n")), key)).id())
                .isEqualTo(first.id());
        return first;
    }

    private static Task step(int number) {
        var task = command("s" + number, "sleep 2; echo " + number + " >>log.txt");
        return number == 0 ? task : task.after("s" + (number - 1));
    }

    private void awaitRunning(JobId job, String key) {
        api.await(
                job,
                event ->
                        key.equals(event.body().get("subtask"))
                                && "executor".equals(event.body().get("phase")));
    }

    private void awaitWhole() {
        assertThat(Eventually.holds(PATIENCE, () -> gateways.stream().allMatch(this::isWhole)))
                .as("%s", api.fleet())
                .isTrue();
    }

    private boolean isWhole(Api gateway) {
        FleetView view;
        try {
            view = gateway.fleet();
        } catch (RuntimeException | AssertionError _) {
            return false;
        }
        return alive(view.managers()) == 2
                && alive(view.gateways()) == 2
                && alive(view.programmers()) == 3
                && fleet.processes().members().stream()
                        .allMatch(member -> member.process().isPresent());
    }

    private static long alive(List<FleetView.Member> members) {
        return members.stream().filter(one -> one.liveness() == Liveness.ALIVE).count();
    }
}
