package dev.codefleet.systemtests.chart;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a rendering of the chart is made of. */
record Rendered(List<HasMetadata> objects) {

    /** A Deployment or StatefulSet, as far as they are alike. */
    record Workload(
            String name,
            @Nullable Integer replicas,
            Map<String, String> selector,
            Map<String, String> labels,
            PodSpec pod) {
        String component() {
            return labels.getOrDefault("app.kubernetes.io/component", "none");
        }

        Container container() {
            if (pod.getContainers().size() != 1) {
                throw new AssertionError(name + " has several containers");
            }
            return pod.getContainers().getFirst();
        }

        /** What one variable is set to. */
        String setting(String name) {
            return Objects.requireNonNull(environment().get(name), name);
        }

        /** Its variables by name; those that are filled in by the cluster are empty. */
        Map<String, String> environment() {
            return container().getEnv().stream()
                    .collect(
                            Collectors.toMap(
                                    EnvVar::getName,
                                    each -> each.getValue() == null ? "" : each.getValue()));
        }
    }

    static Rendered of(String yaml) {
        return new Rendered(StrictModels.read(yaml));
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The only object of that kind whose name ends so. */
    <T extends HasMetadata> T one(Class<T> kind, String nameEnd) {
        return only(
                all(kind).stream()
                        .filter(each -> each.getMetadata().getName().endsWith(nameEnd))
                        .toList(),
                nameEnd);
    }

    List<Workload> workloads() {
        return Stream.concat(
                        all(Deployment.class).stream().map(Rendered::of),
                        all(StatefulSet.class).stream().map(Rendered::of))
                .toList();
    }

    List<Workload> workloads(String component) {
        return workloads().stream().filter(each -> each.component().equals(component)).toList();
    }

    Workload workload(String nameEnd) {
        return only(
                workloads().stream().filter(each -> each.name().endsWith(nameEnd)).toList(),
                nameEnd);
    }

    private static <T> T only(List<T> found, String name) {
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + name);
        }
        return found.getFirst();
    }

    private static Workload of(Deployment deployment) {
        var spec = deployment.getSpec();
        return new Workload(
                deployment.getMetadata().getName(),
                spec.getReplicas(),
                spec.getSelector().getMatchLabels(),
                spec.getTemplate().getMetadata().getLabels(),
                spec.getTemplate().getSpec());
    }

    private static Workload of(StatefulSet set) {
        var spec = set.getSpec();
        return new Workload(
                set.getMetadata().getName(),
                spec.getReplicas(),
                spec.getSelector().getMatchLabels(),
                spec.getTemplate().getMetadata().getLabels(),
                spec.getTemplate().getSpec());
    }
}
