package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.systemtests.chart.Network.End;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every possible call between everybody who is or could be there, and which of them get through.
 */
@HelmTest
class NetworkPolicyTest {
    private static final int[] PORTS = {22, 53, 80, 443, 5432, 6101, 6131, 6141, 6151, 9090, 10250};

    /**
     * By the design: client, gateway, manager, programmer; each to the registry; managers'
     * database.
     */
    private static final Set<String> CALLS_OF_THE_DESIGN =
            Set.of(
                    "client -> gateway 6101",
                    "gateway -> manager-code 6141",
                    "gateway -> manager-docs 6141",
                    "gateway -> registry 6131",
                    "gateway -> dns 53",
                    "manager-code -> programmer 6151",
                    "manager-docs -> programmer 6151",
                    "manager-code -> registry 6131",
                    "manager-docs -> registry 6131",
                    "manager-code -> dns 53",
                    "manager-docs -> dns 53",
                    "programmer -> registry 6131",
                    "programmer -> dns 53");

    /** Both fetch from and managers push to them. */
    private static final Set<String> CALLS_TO_GIT_HOSTS =
            Set.of(
                    "manager-code -> internet 22",
                    "manager-code -> internet 80",
                    "manager-code -> internet 443",
                    "manager-docs -> internet 22",
                    "manager-docs -> internet 80",
                    "manager-docs -> internet 443",
                    "programmer -> internet 22",
                    "programmer -> internet 80",
                    "programmer -> internet 443");

    private static final String DATABASE_NAMED =
            "networkPolicy: {database: {peers: [{ipBlock: {cidr: 10.9.0.5/32}}]}}";

    @Test
    void exactlyTheCallsOfTheDesignGetThrough() {
        assertThat(calls(DATABASE_NAMED))
                .isEqualTo(
                        union(
                                CALLS_OF_THE_DESIGN,
                                CALLS_TO_GIT_HOSTS,
                                Set.of(
                                        "manager-code -> database 5432",
                                        "manager-docs -> database 5432")));
    }

    @Test
    void onlyManagersReachTheDatabasePortWhereverItIs() {
        var open = calls();

        assertThat(open.stream().filter(call -> call.endsWith(" 5432")))
                .contains("manager-code -> database 5432", "manager-docs -> database 5432")
                .allMatch(call -> call.startsWith("manager-"));
    }

    @Test
    void withoutADatabaseAndGitHostsNothingOfTheFleetLeavesTheCluster() {
        var closed = calls(DATABASE_NAMED, "networkPolicy: {gitHosts: {peers: []}}");

        assertThat(closed.stream().filter(call -> call.contains("internet"))).isEmpty();
    }

    @Test
    void aGitHostOfOnesOwnIsReachedOnceItIsNamed() {
        var own =
                "networkPolicy: {gitHosts: {ports: [443], peers: [{namespaceSelector:"
                        + " {matchLabels: {kubernetes.io/metadata.name: elsewhere}}}]}}";

        assertThat(calls(DATABASE_NAMED, own))
                .contains("programmer -> stranger 443", "manager-docs -> stranger 443")
                .doesNotContain(
                        "programmer -> stranger 80",
                        "programmer -> internet 443",
                        "gateway -> stranger 443",
                        "registry -> stranger 443");
    }

    @Test
    void kedaAsksTheGatewaysWhereItScalesAndNobodyElse() {
        var added = new TreeSet<>(calls(DATABASE_NAMED, "autoscaling: {kind: keda}"));
        added.removeAll(calls(DATABASE_NAMED));

        assertThat(added).containsExactly("keda -> gateway 6101");
    }

    @Test
    void whoeverReadsMetricsReachesEachServiceOnItsOwnPort() {
        var monitoring =
                "networkPolicy: {monitoring: [{namespaceSelector: {matchLabels:"
                        + " {kubernetes.io/metadata.name: monitoring}}}]}";
        var added = new TreeSet<>(calls(DATABASE_NAMED, monitoring));
        added.removeAll(calls(DATABASE_NAMED));

        assertThat(added)
                .containsExactlyInAnyOrder(
                        "prometheus -> gateway 6101",
                        "prometheus -> manager-code 6141",
                        "prometheus -> manager-docs 6141",
                        "prometheus -> programmer 6151",
                        "prometheus -> registry 6131");
    }

    @Test
    void withoutClientsNobodyCallsTheGateways() {
        var calls = calls(DATABASE_NAMED, "networkPolicy: {clients: []}");

        assertThat(calls.stream().filter(call -> call.contains("-> gateway"))).isEmpty();
    }

    @Test
    void everyPodIsHeldInBothDirections() {
        var network = new Network(Chart.render().all(NetworkPolicy.class));

        assertThat(Ends.ofFleet(Chart.render())).isNotEmpty().allMatch(network::holds);
    }

    @Test
    void withoutPoliciesEverybodyMayCallEverybody() {
        var off = Chart.render("networkPolicy: {enabled: false}");

        assertThat(off.all(NetworkPolicy.class)).isEmpty();
    }

    /** Of everybody to everybody else, over TCP; DNS over both. */
    private static Set<String> calls(String... values) {
        var rendered = Chart.render(values);
        var network = new Network(rendered.all(NetworkPolicy.class));
        var fleet = Ends.ofFleet(rendered);
        var all = Stream.concat(fleet.stream(), Ends.around(fleet).stream()).toList();
        var calls = new TreeSet<String>();
        for (var from : all) {
            for (var to : all) {
                // What others do to each other is not the chart's business.
                if (!from.equals(to) && (fleet.contains(from) || fleet.contains(to))) {
                    calls.addAll(calls(network, from, to));
                }
            }
        }
        return calls;
    }

    private static List<String> calls(Network network, End from, End to) {
        var open = new TreeSet<String>();
        for (var port : PORTS) {
            if (network.allows(from, to, port, "TCP") || network.allows(from, to, port, "UDP")) {
                open.add(from.name() + " -> " + to.name() + " " + port);
            }
        }
        return List.copyOf(open);
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        var all = new TreeSet<String>();
        Stream.of(sets).forEach(all::addAll);
        return all;
    }
}
