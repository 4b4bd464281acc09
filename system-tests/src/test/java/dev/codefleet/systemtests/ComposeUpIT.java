package dev.codefleet.systemtests;

import static dev.codefleet.systemtests.Task.command;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import dev.codefleet.contract.attempt.Receipt;
import dev.codefleet.contract.job.JobRequest;
import dev.codefleet.contract.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fleet of the compose file as it comes up. */
@ExtendWith(SharedComposeFleet.class)
class ComposeUpIT {
    private static final long MIB = 1 << 20;

    private final ComposeFleet fleet;

    ComposeUpIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void everythingIsHealthyWithinNinetySeconds() {
        assertThat(fleet.startTime()).isLessThan(Duration.ofSeconds(90));
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
    void whatAllMayTakeTogetherIsLimited() {
        var limits = services().stream().map(one -> host(one).getMemory()).toList();

        assertThat(limits).doesNotContain(0L);
        assertThat(limits.stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(6 * 1024 * MIB);
    }

    @Test
    void noServiceHasMoreRightsThanItNeeds() {
        assertThat(services())
                .allSatisfy(one -> {
                    assertThat(one.getConfig().getUser()).isNotBlank().isNotIn("0", "root");
                    assertThat(host(one).getReadonlyRootfs()).as("read-only root").isTrue();
                    assertThat(host(one).getCapDrop()).containsExactly(Capability.ALL);
                    assertThat(host(one).getCapAdd()).isNullOrEmpty();
                    assertThat(host(one).getSecurityOpts()).contains("no-new-privileges:true");
                    assertThat(host(one).getPrivileged()).isFalse();
                });
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
    void thePasswordIsMadeUpAndShownNowhere() {
        var password =
                fleet.compose("exec", "-T", "postgres", "cat", "/run/codefleet/database-password");

        assertThat(password).hasSizeGreaterThan(40);
        assertThat(fleet.compose("logs", "--no-color")).doesNotContain(password);
        assertThat(fleet.all())
                .allSatisfy(one ->
                        assertThat(Objects.requireNonNull(one.getConfig().getEnv()))
                                .noneMatch(variable -> variable.contains(password)));
    }

    @Test
    void programmersCannotReachTheDatabase() {
        var reached =
                fleet.compose(
                        "exec",
                        "-T",
                        "programmer",
                        "bash",
                        "-c",
                        "(exec 3<>/dev/tcp/postgres/5432) 2>/dev/null && echo yes || echo no");

        assertThat(reached.strip()).isEqualTo("no");
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
            assertThat(result.show(Objects.requireNonNull(ended.commit()), "b.txt"))
                    .isEqualTo("a\na\n");
            assertThat(api.receipts(ended.id()))
                    .extracting(Receipt::isolation)
                    .containsOnly("bubblewrap");
        }
    }

    @Test
    void tenProgrammersAreUsedInTurn() {
        fleet.awaitWhole();
        var tasks =
                IntStream.range(0, 2 * ComposeFleet.PROGRAMMERS)
                        .mapToObj(number -> command("t" + number, "sleep 2"))
                        .toList();

        var ended = fleet.api().run(Task.job(null, Task.plan("In turn", tasks)));

        assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(JobState.SUCCEEDED);
        var each =
                fleet.api().receipts(ended.id()).stream()
                        .collect(Collectors.groupingBy(Receipt::programmer, Collectors.counting()));
        assertThat(each)
                .hasSize(ComposeFleet.PROGRAMMERS)
                .allSatisfy((programmer, attempts) -> assertThat(attempts).isEqualTo(2));
    }

    private List<InspectContainerResponse> services() {
        return fleet.all();
    }

    private static com.github.dockerjava.api.model.HostConfig host(InspectContainerResponse one) {
        return Objects.requireNonNull(one.getHostConfig());
    }
}
