package dev.codefleet.systemtests.chart;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who may call whom, by the rules of NetworkPolicies: a pod that no policy selects is open, one
 * that is selected may only what some policy allows, and a call needs the leave of both ends.
 */
record Network(List<NetworkPolicy> policies) {

    /**
     * One end of a call.
     *
     * @param namespace null for what is outside of the cluster
     */
    record End(String name, @Nullable String namespace, Map<String, String> labels, String ip) {
        static End pod(String name, String namespace, Map<String, String> labels, String ip) {
            return new End(name, namespace, labels, ip);
        }

        static End outside(String name, String ip) {
            return new End(name, null, Map.of(), ip);
        }
    }

    boolean allows(End from, End to, int port, String protocol) {
        return mayLeave(from, to, port, protocol) && mayEnter(from, to, port, protocol);
    }

    /** Whether policies hold both what this pod calls and who calls it. */
    boolean holds(End pod) {
        return policies.stream()
                .anyMatch(policy ->
                        selects(policy, pod)
                                && policy.getSpec()
                                        .getPolicyTypes()
                                        .containsAll(List.of("Ingress", "Egress")));
    }

    private boolean mayLeave(End from, End to, int port, String protocol) {
        var holding = holding(from, "Egress");
        return holding.isEmpty()
                || holding.stream()
                        .flatMap(policy -> rules(policy.getSpec().getEgress()).stream())
                        .anyMatch(rule ->
                                isOpen(rule.getPorts(), port, protocol)
                                        && includes(rule.getTo(), to));
    }

    private boolean mayEnter(End from, End to, int port, String protocol) {
        var holding = holding(to, "Ingress");
        return holding.isEmpty()
                || holding.stream()
                        .flatMap(policy -> rules(policy.getSpec().getIngress()).stream())
                        .anyMatch(rule ->
                                isOpen(rule.getPorts(), port, protocol)
                                        && includes(rule.getFrom(), from));
    }

    /** None given are none, as an empty list is. */
    private static <T> List<T> rules(@Nullable List<T> given) {
        return given == null ? List.of() : given;
    }

    private List<NetworkPolicy> holding(End pod, String direction) {
        return policies.stream()
                .filter(policy -> selects(policy, pod))
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
                .toList();
    }

    private static boolean selects(NetworkPolicy policy, End pod) {
        return Chart.NAMESPACE.equals(pod.namespace())
                && matches(policy.getSpec().getPodSelector(), pod.labels());
    }

    private static boolean isOpen(List<NetworkPolicyPort> ports, int port, String protocol) {
        return ports.isEmpty()
                || ports.stream()
                        .anyMatch(open ->
                                Objects.requireNonNullElse(open.getProtocol(), "TCP")
                                                .equals(protocol)
                                        && isOpen(open, port));
    }

    private static boolean isOpen(NetworkPolicyPort open, int port) {
        if (open.getPort() == null) {
            return true;
        }
        var first = open.getPort().getIntVal();
        if (first == null) {
            throw new AssertionError("a port by name is not understood: " + open);
        }
        var last = open.getEndPort() == null ? first : open.getEndPort();
        return first <= port && port <= last;
    }

    /** No peers are all. */
    private static boolean includes(List<NetworkPolicyPeer> peers, End end) {
        return peers.isEmpty() || peers.stream().anyMatch(peer -> includes(peer, end));
    }

    private static boolean includes(NetworkPolicyPeer peer, End end) {
        var block = peer.getIpBlock();
        if (block != null) {
            return AddressBlock.of(block.getCidr()).has(end.ip())
                    && block.getExcept().stream()
                            .noneMatch(except -> AddressBlock.of(except).has(end.ip()));
        }
        if (end.namespace() == null) {
            return false;
        }
        var isThere =
                peer.getNamespaceSelector() == null
                        ? end.namespace().equals(Chart.NAMESPACE)
                        : matches(
                                peer.getNamespaceSelector(),
                                Map.of("kubernetes.io/metadata.name", end.namespace()));
        return isThere && matches(peer.getPodSelector(), end.labels());
    }

    private static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return true;
        }
        if (!selector.getMatchExpressions().isEmpty()) {
            throw new AssertionError("expressions are not understood: " + selector);
        }
        return selector.getMatchLabels() == null
                || labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
    }
}
