package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the services of the compose file may do and take. */
@InContainers
class ComposeRightsIT {
    private static final long MIB = 1 << 20;

    private final ComposeFleet fleet;

    ComposeRightsIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void whatAllMayTakeTogetherIsLimited() {
        var limits = fleet.all().stream().map(one -> host(one).getMemory()).toList();

        assertThat(limits).doesNotContain(0L);
        assertThat(limits.stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(6 * 1024 * MIB);
    }

    @Test
    void noServiceHasMoreRightsThanItNeeds() {
        assertThat(fleet.all())
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

    private static HostConfig host(InspectContainerResponse one) {
        return Objects.requireNonNull(one.getHostConfig());
    }
}
