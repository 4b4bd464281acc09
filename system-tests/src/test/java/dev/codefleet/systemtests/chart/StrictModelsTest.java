package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import org.junit.jupiter.api.Test;

/** That the other tests would notice. */
class StrictModelsTest {
    private static final String POD =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: x, labels: {a: b}}
            spec:
              selector: {matchLabels: {a: b}}
              template:
                spec:
                  containers:
                    - name: x
                      env: [{name: PORT, value: "80"}]
                      livenessProbe: {httpGet: {path: /, port: http}}
                      resources: {limits: {memory: 1Gi}}
            """;

    @Test
    void whatIsRightIsRead() {
        assertThat(StrictModels.read(POD)).hasSize(1);
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsRefusedAtAnyDepth() {
        assertRefused("httpGet: {path: /", "httpGet: {pth: /", "pth");
        assertRefused("    spec:", "    specs:", "specs");
        assertRefused("name: x, labels", "nam: x, labels", "nam");
        assertRefused("limits: {memory", "limit: {memory", "limit");
    }

    @Test
    void aNumberWhereTextBelongsIsRefused() {
        assertRefused("value: \"80\"", "value: 80", "java.lang.String");
        assertRefused("a: b}}\nspec", "a: true}}\nspec", "java.lang.String");
    }

    @Test
    void textWhereANumberBelongsIsRefused() {
        assertRefused("spec:\n  selector", "spec:\n  replicas: \"3\"\n  selector", "Integer");
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatThrownBy(() ->
                        StrictModels.read(POD.replace("- name: x", "- name: x\n          name: y")))
                .hasMessageContaining("Duplicate field 'name'");
    }

    @Test
    void aKindThatTheChartShouldNotMakeIsRefused() {
        assertRefused("kind: Deployment", "kind: DaemonSet", "apps/v1/DaemonSet");
        assertRefused("apiVersion: apps/v1", "apiVersion: apps/v1beta1", "apps/v1beta1/Deployment");
    }

    @Test
    void severalDocumentsAreSeveralObjects() {
        var service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n";

        assertThat(
                        new Rendered(
                                        StrictModels.read(
                                                POD + "---\n" + service + "---\n# nothing\n"))
                                .all(Service.class))
                .hasSize(1);
    }

    private static void assertRefused(String right, String wrong, String complaint) {
        assertThat(POD).contains(right);
        assertThatThrownBy(() -> StrictModels.read(POD.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }
}
