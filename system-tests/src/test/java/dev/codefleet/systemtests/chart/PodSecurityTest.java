package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.systemtests.chart.Rendered.Workload;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a service that is taken over could reach. */
@HelmTest
class PodSecurityTest {
    private static final int OWNER_AND_GROUP_READ = 0440;
    private static final String WITH_BUBBLEWRAP =
            "programmer: {sandbox: required, network: none, bubblewrap: {enabled: true}}";

    @Test
    void everyPodIsOfTheRestrictedLevel() {
        for (var workload : Chart.render().workloads()) {
            var pod = workload.pod();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getHostPID()).isNull();
            assertThat(pod.getHostIPC()).isNull();
            assertThat(pod.getInitContainers()).isEmpty();
            assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
            assertContainerIsConfined(workload);
            assertThat(workload.container().getSecurityContext().getSeccompProfile()).isNull();
            assertThat(workload.container().getSecurityContext().getProcMount()).isNull();
        }
    }

    @Test
    void nobodyTalksToTheCluster() {
        var rendered = Chart.render();
        var account = rendered.one(ServiceAccount.class, "codefleet");

        assertThat(account.getAutomountServiceAccountToken()).isFalse();
        for (var workload : rendered.workloads()) {
            assertThat(workload.pod().getAutomountServiceAccountToken()).isFalse();
            assertThat(workload.pod().getServiceAccountName())
                    .isEqualTo(account.getMetadata().getName());
            // Its variables are named like settings: CODEFLEET_GATEWAY_PORT.
            assertThat(workload.pod().getEnableServiceLinks()).isFalse();
        }
    }

    @Test
    void onlyManagersKnowTheDatabaseAndOnlyByFiles() {
        var rendered = Chart.render("database: {secret: orders, passwordKey: secret-word}");

        for (var workload : rendered.workloads()) {
            assertThat(workload.container().getEnvFrom()).isEmpty();
            assertThat(workload.container().getEnv())
                    .extracting(EnvVar::getValueFrom)
                    .filteredOn(Objects::nonNull)
                    .extracting(EnvVarSource::getSecretKeyRef)
                    .allMatch(Objects::isNull);
            assertThat(secrets(workload).contains("orders"))
                    .isEqualTo(workload.component().equals("manager"));
            assertThat(workload.environment().keySet())
                    .filteredOn(name -> name.contains("DATABASE"))
                    .allMatch(_ -> workload.component().equals("manager"))
                    .allMatch(name -> name.endsWith("_FILE"));
        }
        assertThat(rendered.workload("manager-code").environment())
                .containsEntry(
                        "CODEFLEET_DATABASE_PASSWORD_FILE",
                        "/run/secrets/codefleet-database/secret-word");
    }

    @Test
    void onlyGatewaysGetTheAccessFileAndNothingElseOfItsSecret() {
        var rendered = Chart.render("access: {secret: doors, fileKey: keys.yaml}");

        for (var workload : rendered.workloads()) {
            var isGateway = workload.component().equals("gateway");
            assertThat(secrets(workload).contains("doors")).isEqualTo(isGateway);
            assertThat(workload.environment().containsKey("CODEFLEET_ACCESS_FILE"))
                    .isEqualTo(isGateway);
        }
        var gateway = rendered.workload("gateway");
        assertThat(gateway.environment())
                .containsEntry("CODEFLEET_ACCESS_FILE", "/run/secrets/codefleet-access/keys.yaml");
        assertThat(gateway.pod().getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .flatExtracting(volume -> volume.getSecret().getItems())
                .extracting(KeyToPath::getKey)
                .containsExactly("keys.yaml");
    }

    @Test
    void withoutASecretGatewaysAskForNoKey() {
        var gateway = Chart.render("access: {secret: ''}").workload("gateway");

        assertThat(gateway.environment()).doesNotContainKey("CODEFLEET_ACCESS_FILE");
        assertThat(secrets(gateway)).isEmpty();
    }

    @Test
    void anAddressThatSaysItAllNeedsNoOtherKeys() {
        var manager =
                Chart.render("database: {userKey: '', passwordKey: ''}").workload("manager-code");

        assertThat(manager.environment().keySet())
                .filteredOn(name -> name.contains("DATABASE"))
                .containsExactly("CODEFLEET_DATABASE_URL_FILE");
    }

    @Test
    void forBubblewrapTheProgrammerAloneIsGivenWhatItNeedsAndStaysWithoutCapabilities() {
        var rendered = Chart.render(WITH_BUBBLEWRAP);
        var programmer = rendered.workload("programmer");
        var context = programmer.container().getSecurityContext();

        assertContainerIsConfined(programmer);
        assertThat(programmer.pod().getHostUsers()).isFalse();
        assertThat(context.getProcMount()).isEqualTo("Unmasked");
        assertThat(context.getAppArmorProfile().getType()).isEqualTo("Unconfined");
        assertThat(context.getSeccompProfile().getType()).isEqualTo("Localhost");
        assertThat(programmer.environment())
                .containsEntry("CODEFLEET_SANDBOX", "required")
                .containsEntry("CODEFLEET_NETWORK", "none");
        assertThat(rendered.workload("manager-code"))
                .isEqualTo(Chart.render().workload("manager-code"));
    }

    @Test
    void whatAttemptsReachIsHandedOn() {
        var hosts = "egress: {hosts: [packages, example.org], private: ['10.1.2.0/24:443']}";
        var programmer =
                Chart.render(
                                "programmer: {network: restricted, bubblewrap: {enabled: true}, "
                                        + hosts
                                        + "}")
                        .workload("programmer");

        assertThat(programmer.environment())
                .containsEntry("CODEFLEET_NETWORK", "restricted")
                .containsEntry("CODEFLEET_PROGRAMMER_EGRESS_HOSTS", "packages,example.org")
                .containsEntry("CODEFLEET_PROGRAMMER_EGRESS_PRIVATE", "10.1.2.0/24:443");
    }

    private static void assertContainerIsConfined(Workload workload) {
        var context = workload.container().getSecurityContext();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getPrivileged()).isNull();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
        assertThat(context.getRunAsUser()).isNull();
    }

    private static List<String> secrets(Workload workload) {
        return workload.pod().getVolumes().stream()
                .map(Volume::getSecret)
                .filter(Objects::nonNull)
                .filter(secret -> secret.getDefaultMode() == OWNER_AND_GROUP_READ)
                .map(SecretVolumeSource::getSecretName)
                .toList();
    }
}
