package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.systemtests.chart.Rendered.Workload;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fleet is made of, and whether its parts fit each other. */
@HelmTest
class FleetObjectsTest {
    private static final int MOST_OF_A_NAME = 63;

    @Test
    void theFleetIsThatOfTheComposeFile() {
        var replicas =
                Chart.render().workloads().stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.name().substring("fleet-codefleet-".length()),
                                        each -> Objects.requireNonNull(each.replicas())));

        assertThat(replicas)
                .isEqualTo(
                        Map.of(
                                "registry", 3,
                                "gateway", 2,
                                "manager-code", 3,
                                "manager-models", 1,
                                "manager-data", 1,
                                "manager-devsecops", 1,
                                "manager-docs", 1,
                                "programmer", 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "autoscaling: {kind: keda, minReplicas: 0}",
                "autoscaling: {kind: hpa}\nprogrammer: {lanes: [code, docs]}",
                "programmer: {storage: {persistent: false}, slots: 7}",
                "programmer: {storage: {storageClassName: fast, whenDeleted: Retain}}",
                "programmer: {sandbox: required, bubblewrap: {enabled: true}}",
                "manager: {gitVolume: {storageClassName: fast}, replicas: {docs: 0, data: 4}}",
                "registry: {replicas: 1}\ngateway: {service: {type: LoadBalancer, annotations: {a: b}}}",
                "networkPolicy: {enabled: false}\nimage: {pullSecrets: [hub], tag: 1.2.3}",
                "gateway: {env: {CODEFLEET_GATEWAY_MAX_STREAMS: '20'}, podAnnotations: {a: 'true'},"
                        + " nodeSelector: {disk: ssd}, priorityClassName: high, tolerations:"
                        + " [{key: a, operator: Exists, effect: NoSchedule}]}",
                "disruption: {programmersUnavailable: 20%}",
                "access: {secret: ''}\nautoscaling: {kind: keda}"
            })
    void whateverTheValuesThePartsFitEachOther(String values) {
        var rendered = values.isEmpty() ? Chart.render() : Chart.render(values);

        for (var workload : rendered.workloads()) {
            assertThat(workload.labels()).containsAllEntriesOf(workload.selector());
            assertThat(mounted(workload))
                    .as(workload.name())
                    .isEqualTo(volumes(rendered, workload));
        }
        for (var service : rendered.all(Service.class)) {
            assertThat(selected(rendered, service.getSpec().getSelector())).hasSize(1);
        }
        for (var budget : rendered.all(PodDisruptionBudget.class)) {
            var selector = budget.getSpec().getSelector().getMatchLabels();
            assertThat(selected(rendered, selector)).hasSize(1);
        }
        assertThat(rendered.all(PodDisruptionBudget.class)).hasSameSizeAs(rendered.workloads());
    }

    @Test
    void agentsBeatToEveryReplicaByANameOfItsOwn() {
        var rendered = Chart.render();
        var set = rendered.one(StatefulSet.class, "registry");
        var service = rendered.one(Service.class, "registry");
        var expected =
                IntStream.range(0, set.getSpec().getReplicas())
                        .mapToObj(number ->
                                "%s-%d.%s.%s.svc:6131"
                                        .formatted(
                                                set.getMetadata().getName(),
                                                number,
                                                set.getSpec().getServiceName(),
                                                Chart.NAMESPACE))
                        .toList();

        assertThat(service.getMetadata().getName()).isEqualTo(set.getSpec().getServiceName());
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
        for (var agent : agents(rendered)) {
            assertThat(agent.setting("CODEFLEET_REGISTRIES").split(","))
                    .extracting(address -> URI.create(address).getAuthority())
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-release-with-quite-a-long-name-for-a-release",
                "codefleet-of-the-whole-company-and-friends"
            })
    void namesOfPodsServeAsIdsOfAgents(String release) {
        // A deployment's pods get a hash of ten and a suffix of five, each with its dash.
        for (var workload : Chart.renderAs(release).workloads()) {
            assertThat(workload.name())
                    .contains("codefleet")
                    .hasSizeLessThanOrEqualTo(MOST_OF_A_NAME - 17);
        }
        for (var agent : agents(Chart.render())) {
            assertThat(agent.container().getEnv())
                    .filteredOn(each -> each.getName().equals("CODEFLEET_ID"))
                    .extracting(each -> each.getValueFrom().getFieldRef().getFieldPath())
                    .containsExactly("metadata.name");
        }
    }

    @Test
    void aProgrammersVolumeHoldsWhatItsSettingsAllow() {
        var set =
                Chart.render("programmer: {slots: 3, storage: {attemptGiB: 7, cacheGiB: 11}}")
                        .one(StatefulSet.class, "programmer");
        var environment = Chart.render().workload("programmer").environment();
        var size = size(set.getSpec().getVolumeClaimTemplates().getFirst());

        assertThat(size).isEqualTo(Quantity.parse((11 + 2 + 3 * 7 + 1) + "Gi"));
        assertThat(environment)
                .containsEntry("CODEFLEET_PROGRAMMER_CACHE_MAX_BYTES", bytes(8))
                .containsEntry("CODEFLEET_PROGRAMMER_BUNDLES_MAX_TOTAL_BYTES", bytes(2))
                .containsEntry("CODEFLEET_PROGRAMMER_ATTEMPT_MAX_BYTES", bytes(5));
    }

    @Test
    void servicesTakeTheNamesThatTheChartCallsThemBy() {
        var rendered =
                Chart.render(
                        "autoscaling: {kind: keda}\ngateway: {hosts: [fleet.example.org, '*.example.com']}");
        var registries = rendered.workload("programmer").setting("CODEFLEET_REGISTRIES");
        var ofRegistries = allowedHosts(rendered, "registry");

        assertThat(registries.split(","))
                .hasSize(3)
                .allSatisfy(url -> {
                    var host = URI.create(url).getHost();
                    assertThat(ofRegistries).contains("*" + host.substring(host.indexOf('.')));
                });
        assertThat(allowedHosts(rendered, "gateway"))
                .contains("fleet.example.org", "*.example.com")
                .anyMatch(host -> host.endsWith("-gateway"))
                .anyMatch(host -> host.matches(".*-gateway\\.[a-z0-9-]+\\.svc"));
    }

    private static List<String> allowedHosts(Rendered rendered, String component) {
        var hosts = rendered.workload(component).setting("CODEFLEET_ALLOWED_HOSTS");
        return List.of(hosts.split(","));
    }

    @Test
    void everythingThatCanGrowIsBounded() {
        for (var workload : Chart.render().workloads()) {
            assertThat(workload.container().getResources().getLimits()).containsKey("memory");
            assertThat(workload.container().getResources().getRequests())
                    .containsKeys("cpu", "memory");
            assertThat(workload.pod().getVolumes())
                    .extracting(Volume::getEmptyDir)
                    .filteredOn(Objects::nonNull)
                    .extracting(EmptyDirVolumeSource::getSizeLimit)
                    .doesNotContainNull();
        }
    }

    @Test
    void aLaneWithoutManagersHasNothing() {
        var rendered = Chart.render("manager: {replicas: {docs: 0}}");

        assertThat(rendered.workloads("manager")).hasSize(4);
        assertThat(rendered.objects())
                .noneMatch(each -> each.getMetadata().getName().endsWith("docs"));
    }

    private static List<Workload> agents(Rendered rendered) {
        return rendered.workloads().stream()
                .filter(each -> !each.component().equals("registry"))
                .toList();
    }

    private static List<Workload> selected(Rendered rendered, Map<String, String> selector) {
        return rendered.workloads().stream()
                .filter(each -> each.labels().entrySet().containsAll(selector.entrySet()))
                .toList();
    }

    private static List<String> mounted(Workload workload) {
        return workload.container().getVolumeMounts().stream()
                .map(VolumeMount::getName)
                .sorted()
                .toList();
    }

    private static List<String> volumes(Rendered rendered, Workload workload) {
        var names =
                workload.pod().getVolumes().stream()
                        .map(Volume::getName)
                        .collect(Collectors.toList());
        rendered.all(StatefulSet.class).stream()
                .filter(set -> set.getMetadata().getName().equals(workload.name()))
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .forEach(claim -> names.add(claim.getMetadata().getName()));
        return names.stream().sorted().toList();
    }

    private static Quantity size(PersistentVolumeClaim claim) {
        return Objects.requireNonNull(claim.getSpec().getResources().getRequests().get("storage"));
    }

    private static String bytes(long gibibytes) {
        return Long.toString(gibibytes << 30);
    }
}
