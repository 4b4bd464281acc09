package dev.codefleet.systemtests.chart;

import dev.codefleet.systemtests.chart.Network.End;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everybody who may try to call somebody. */
final class Ends {
    private Ends() {}

    /** One of each kind, with the labels that its pods have. */
    static List<End> ofFleet(Rendered rendered) {
        return Stream.of("gateway", "manager-code", "manager-docs", "programmer", "registry")
                .map(name -> pod(name, rendered.workload(name).labels()))
                .toList();
    }

    /** Who else is in the cluster or outside of it. */
    static List<End> around(List<End> fleet) {
        var programmerOfAnotherFleet = new HashMap<>(fleet.get(3).labels());
        programmerOfAnotherFleet.put("app.kubernetes.io/instance", "another");
        var dns = Map.of("k8s-app", "kube-dns");
        var keda = Map.of("app", "keda-operator");
        return List.of(
                pod("client", Map.of("codefleet.dev/client", "true")),
                pod("neighbour", Map.of("app", "neighbour")),
                pod("another-fleet", programmerOfAnotherFleet),
                End.pod("disguised", "elsewhere", fleet.get(1).labels(), "10.1.0.9"),
                End.pod("stranger", "elsewhere", Map.of(), "10.1.0.8"),
                End.pod("dns", "kube-system", dns, "10.1.0.10"),
                End.pod("api-server", "kube-system", Map.of(), "10.1.0.11"),
                End.pod("keda", "keda", keda, "10.1.0.12"),
                End.pod("prometheus", "monitoring", Map.of(), "10.1.0.13"),
                End.outside("database", "10.9.0.5"),
                End.outside("metadata", "169.254.169.254"),
                End.outside("intranet", "192.168.7.7"),
                End.outside("internet", "140.82.112.3"));
    }

    private static End pod(String name, Map<String, String> labels) {
        return End.pod(name, Chart.NAMESPACE, labels, "10.1.0." + (100 + name.length()));
    }
}
