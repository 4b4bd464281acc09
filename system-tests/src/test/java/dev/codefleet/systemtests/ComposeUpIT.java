package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The fleet of the compose file as it comes up: first of its tests, before others change it. */
@InContainers
@Order(Integer.MAX_VALUE - 1)
class ComposeUpIT {
    /** In which gateways obey a change of the access file. */
    private static final Duration OBEYED = Duration.ofSeconds(10);

    private final ComposeFleet fleet;

    ComposeUpIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void everythingIsHealthyWithinNinetySeconds() {
        assertThat(fleet.startTime()).isLessThan(ComposeFleet.LONGEST_START);
        fleet.awaitWhole();
        var seen = fleet.api().fleet();
        assertThat(seen.registries()).hasSize(3).allMatch(ComposeFleet::isAlive);
        assertThat(seen.managers())
                .flatExtracting(manager -> manager.lanes())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "CODE", "CODE", "CODE", "MODELS", "DATA", "DEVSECOPS", "DOCS");
    }

    @Test
    void nobodyIsLetInWithoutAKeyAndThatIsSaid() {
        for (var gateway : fleet.gateways()) {
            var stranger = new Api(gateway.base());
            var refused = stranger.send(stranger.request("/v1/jobs").build());

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(stranger.problem(refused).detail())
                    .contains("docker compose run --rm -T keys show");
        }
    }

    /** By the commands of docs/operations.md. */
    @Test
    void anOperatorGivesOutAKeyAndTakesItBack() {
        var directory = Scratch.directory("keys");
        var file = directory.resolve("access.yaml");
        var command = new Cli(Scratch.directory("home"));
        fleet.shell(directory, "docker compose run --rm -T keys read >access.yaml");
        var made =
                command.run("key", "create", "anna", "--role", "viewer", "--file", file.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        var key = Pattern.compile("cf_anna_[A-Za-z0-9_-]+").matcher(made.out());
        assertThat(key.find()).as(made.out()).isTrue();
        var anna = new Api(fleet.api().base(), key.group());
        assertThat(status(anna)).isEqualTo(401);

        fleet.shell(directory, "docker compose run --rm -T keys write <access.yaml");
        assertThat(Eventually.holds(OBEYED, () -> status(anna) == 200)).isTrue();

        var revoked = command.run("key", "revoke", "anna", "--file", file.toString());
        assertThat(revoked.exitCode()).as(revoked.err()).isZero();
        fleet.shell(directory, "docker compose run --rm -T keys write <access.yaml");
        assertThat(Eventually.holds(OBEYED, () -> status(anna) == 401)).isTrue();
        assertThat(status(fleet.api())).isEqualTo(200);
    }

    private static int status(Api api) {
        return api.send(api.request("/v1/jobs").build()).statusCode();
    }

    /** What starts too early gives up and is started again: nothing was. */
    @Test
    void everyServiceWaitsForWhatItNeeds() {
        assertThat(fleet.all())
                .extracting(InspectContainerResponse::getRestartCount)
                .containsOnly(0);
        var secretsAreMade = state("secrets").map(one -> one.getFinishedAt()).toList();
        assertStartedAfter(secretsAreMade, "postgres");
        var registries = starts("registry-1", "registry-2", "registry-3", "postgres");
        assertStartedAfter(registries, "manager-code", "manager-docs");
        assertStartedAfter(starts("registry-1", "registry-2", "registry-3"), "programmer");
        assertStartedAfter(starts("manager-code"), "gateway-1", "gateway-2");
        var keysAreMade = state("keys").map(one -> one.getFinishedAt()).toList();
        assertStartedAfter(keysAreMade, "gateway-1", "gateway-2");
    }

    @Test
    void everyServiceStartsFromItsCache() {
        for (var service : List.of("registry-1", "gateway-1", "manager-models", "programmer")) {
            var mapped =
                    fleet.compose(
                            "exec", "-T", service, "bash", "-c", "cat /proc/[0-9]*/maps 2>&1");
            assertThat(mapped).as(service).contains("/quarkus-app/codefleet.aot");
        }
    }

    @Test
    void aJobOnARepositorySucceedsThroughEitherGateway() {
        var repository = Repository.create();
        var address = fleet.repositories().serve(repository);
        var tasks =
                List.of(
                        command("a", "echo a >a.txt").checked("test -s a.txt"),
                        command("b", "cat a.txt a.txt >b.txt")
                                .checked("test $(wc -l <b.txt) -eq 2")
                                .after("a"));

        for (var api : fleet.gateways()) {
            var plan = Task.plan("Real", tasks, "test -s b.txt");
            var ended = api.run(new JobRequest(address, null, plan, null, null, null, null));

            assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
            var result = repository.withResult(api, ended);
            assertThat(result.show(Objects.requireNonNull(ended.files().commit()), "b.txt"))
                    .isEqualTo("a\na\n");
            assertThat(api.receipts(ended.id()))
                    .extracting(receipt -> receipt.execution().isolation())
                    .containsOnly("bubblewrap");
        }
    }

    @Test
    void theCommandRunsAPlanOnItAndBringsTheResultHome() throws IOException {
        var repository = Repository.create();
        var plan = Scratch.directory("plan").resolve("plan.md");
        Files.writeString(plan, "# A plan\n\n## write: Write it\n\n- run: `echo x >x.txt`\n");

        var run =
                new Cli(Scratch.directory("home"), fleet.key())
                        .run(
                                "run",
                                "--gateway",
                                fleet.api().base(),
                                "--repo",
                                repository.directory().toString(),
                                "--plan",
                                plan.toString(),
                                "--json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(repository.show(run.json().get("branch").asText(), "x.txt")).isEqualTo("x\n");
    }

    /** Each has two slots, and would be given a second task at once if it were not for the turn. */
    @Test
    void tenProgrammersAreUsedInTurn() {
        fleet.awaitWhole();
        var tasks =
                IntStream.range(0, ComposeFleet.PROGRAMMERS)
                        .mapToObj(number -> command("t" + number, "sleep 2"))
                        .toList();

        var ended = fleet.api().run(Task.job(null, Task.plan("In turn", tasks)));

        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        assertThat(fleet.api().receipts(ended.id()))
                .extracting(receipt -> receipt.execution().programmer())
                .hasSize(ComposeFleet.PROGRAMMERS)
                .doesNotHaveDuplicates();
    }

    private void assertStartedAfter(List<String> before, String... services) {
        var latest = before.stream().map(Instant::parse).max(Instant::compareTo).orElseThrow();
        assertThat(starts(services))
                .as("starts of %s", List.of(services))
                .isNotEmpty()
                .allSatisfy(start -> assertThat(Instant.parse(start)).isAfter(latest));
    }

    private List<String> starts(String... services) {
        return Stream.of(services).flatMap(this::state).map(one -> one.getStartedAt()).toList();
    }

    private Stream<InspectContainerResponse.ContainerState> state(String service) {
        return fleet.containers(service).stream()
                .map(id -> fleet.docker().inspectContainerCmd(id).exec().getState());
    }
}
