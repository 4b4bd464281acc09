package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How pods come and go. */
@HelmTest
class PodLifeTest {
    /**
     * The grace of the attempts themselves, killing what is left, the last reports, the farewell,
     * and leaving the registries.
     */
    private static final Duration AFTER_THE_GRACE = Duration.ofSeconds(17);

    @Test
    void everyServiceIsProbedWhereItTellsOfItsHealth() {
        for (var workload : Chart.render().workloads()) {
            var container = workload.container();
            assertThat(container.getPorts().getFirst().getContainerPort())
                    .isEqualTo(Integer.parseInt(workload.setting("CODEFLEET_PORT")));
            assertThat(path(container.getStartupProbe())).isEqualTo("/q/health/started");
            assertThat(path(container.getLivenessProbe())).isEqualTo("/q/health/live");
            assertThat(path(container.getReadinessProbe())).isEqualTo("/q/health/ready");
        }
    }

    @Test
    void registriesAreReplacedOnlyAsFastAsAgentsFindThemAgain() {
        // Names are kept for 5 s, and a new replica accuses nobody for 15 s.
        assertThat(Chart.render().one(StatefulSet.class, "registry").getSpec().getMinReadySeconds())
                .isGreaterThanOrEqualTo(30);
    }

    @Test
    void attemptsHaveTheirGraceBeforeTheirPodIsKilled() {
        var programmer = Chart.render("programmer: {drainSeconds: 1234}").workload("programmer");
        var grace = Duration.parse(programmer.setting("CODEFLEET_PROGRAMMER_GRACE"));

        assertThat(grace).isEqualTo(Duration.ofSeconds(1234));
        assertThat(programmer.pod().getTerminationGracePeriodSeconds())
                .isGreaterThan(grace.plus(AFTER_THE_GRACE).toSeconds());
    }

    @Test
    void aGatewayIsForgottenByProxiesBeforeItEnds() {
        var gateway = Chart.render("gateway: {drainSeconds: 40}").workload("gateway");
        var parting = gateway.container().getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(parting).isPositive();
        assertThat(gateway.environment()).containsEntry("QUARKUS_SHUTDOWN_TIMEOUT", "40S");
        assertThat(gateway.pod().getTerminationGracePeriodSeconds()).isGreaterThan(parting + 40);
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }
}
