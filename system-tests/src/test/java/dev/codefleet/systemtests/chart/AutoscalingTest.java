package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programmers follow the slots that are wanted. */
@HelmTest
class AutoscalingTest {
    @Test
    void byDefaultTheirNumberIsFixed() {
        var rendered = Chart.render();

        assertThat(rendered.all(HorizontalPodAutoscaler.class)).isEmpty();
        assertThat(rendered.all(ScaledObject.class)).isEmpty();
    }

    @Test
    void anUpgradeDoesNotResetWhatAnAutoscalerChose() {
        for (var kind : List.of("keda", "hpa")) {
            var rendered = Chart.render("autoscaling: {kind: " + kind + "}");

            assertThat(rendered.one(StatefulSet.class, "programmer").getSpec().getReplicas())
                    .isNull();
        }
    }

    @Test
    void theHpaGivesEachWantedSlotItsShareOfAProgrammer() {
        var rendered =
                Chart.render("autoscaling: {kind: hpa, maxReplicas: 9}\nprogrammer: {slots: 4}");
        var spec = rendered.one(HorizontalPodAutoscaler.class, "programmer").getSpec();
        var metric = spec.getMetrics().getFirst();

        assertThat(spec.getScaleTargetRef().getKind()).isEqualTo("StatefulSet");
        assertThat(spec.getScaleTargetRef().getName()).isEqualTo("fleet-codefleet-programmer");
        assertThat(spec.getMinReplicas()).isEqualTo(2);
        assertThat(spec.getMaxReplicas()).isEqualTo(9);
        assertThat(metric.getType()).isEqualTo("External");
        assertThat(metric.getExternal().getMetric().getName()).isEqualTo("codefleet_wanted_slots");
        assertThat(metric.getExternal().getMetric().getSelector()).isNull();
        assertThat(metric.getExternal().getTarget().getType()).isEqualTo("AverageValue");
        assertThat(metric.getExternal().getTarget().getAverageValue())
                .isEqualTo(Quantity.parse("4"));
        assertThat(spec.getBehavior().getScaleDown().getStabilizationWindowSeconds())
                .isEqualTo(300);
        assertThat(rendered.all(ScaledObject.class)).isEmpty();
    }

    @Test
    void theHpaCountsOnlyLanesThatTheProgrammersHave() {
        var selector =
                Chart.render("autoscaling: {kind: hpa}\nprogrammer: {lanes: [docs, data]}")
                        .one(HorizontalPodAutoscaler.class, "programmer")
                        .getSpec()
                        .getMetrics()
                        .getFirst()
                        .getExternal()
                        .getMetric()
                        .getSelector();

        assertThat(selector.getMatchExpressions().getFirst().getKey()).isEqualTo("lane");
        assertThat(selector.getMatchExpressions().getFirst().getValues())
                .containsExactly("docs", "data");
    }

    @Test
    void kedaReadsTheSumOfAllLanesFromAGateway() {
        var rendered = Chart.render("autoscaling: {kind: keda, minReplicas: 0}");
        var spec = rendered.one(ScaledObject.class, "programmer").spec();
        var trigger = spec.triggers().getFirst();
        var url = URI.create(trigger.metadata().url());
        var gateway = rendered.one(Service.class, "gateway");

        assertThat(spec.scaleTargetRef())
                .isEqualTo(
                        new ScaledObject.Target(
                                "apps/v1", "StatefulSet", "fleet-codefleet-programmer"));
        assertThat(spec.minReplicaCount()).isZero();
        assertThat(spec.maxReplicaCount()).isEqualTo(20);
        assertThat(spec.triggers()).hasSize(1);
        assertThat(spec.advanced().scalingModifiers()).isNull();
        assertThat(trigger.type()).isEqualTo("metrics-api");
        assertThat(trigger.metricType()).isEqualTo("AverageValue");
        assertThat(trigger.metadata().valueLocation()).isEqualTo("wanted_slots");
        assertThat(trigger.metadata().targetValue()).isEqualTo("2");
        assertThat(url.getHost())
                .isEqualTo(gateway.getMetadata().getName() + "." + Chart.NAMESPACE + ".svc");
        assertThat(url.getPort()).isEqualTo(gateway.getSpec().getPorts().getFirst().getPort());
        assertThat(url.getPath()).isEqualTo("/v1/fleet/demand");
    }

    @Test
    void kedaSendsTheKeyForMetricsAndNoneWhereNoneIsAsked() {
        var rendered =
                Chart.render("autoscaling: {kind: keda}\naccess: {secret: doors, metricsKey: m}");
        var authentication = rendered.one(TriggerAuthentication.class, "programmer");
        var trigger = rendered.one(ScaledObject.class, "programmer").spec().triggers().getFirst();

        assertThat(trigger.metadata().authMode()).isEqualTo("bearer");
        assertThat(trigger.authenticationRef())
                .isEqualTo(new ScaledObject.Reference(authentication.getMetadata().getName()));
        assertThat(authentication.spec().secretTargetRef())
                .containsExactly(new TriggerAuthentication.Parameter("token", "doors", "m"));

        var open = Chart.render("autoscaling: {kind: keda}\naccess: {secret: ''}");
        var openTrigger = open.one(ScaledObject.class, "programmer").spec().triggers().getFirst();
        assertThat(open.all(TriggerAuthentication.class)).isEmpty();
        assertThat(openTrigger.metadata().authMode()).isNull();
        assertThat(openTrigger.authenticationRef()).isNull();
    }

    @Test
    void kedaAddsUpTheLanesThatTheProgrammersHave() {
        var spec =
                Chart.render(
                                "autoscaling: {kind: keda}\nprogrammer: {lanes: [code, docs], slots: 3}")
                        .one(ScaledObject.class, "programmer")
                        .spec();

        assertThat(spec.triggers())
                .extracting(ScaledObject.Trigger::name)
                .containsExactly("code", "docs");
        assertThat(spec.triggers())
                .extracting(trigger -> trigger.metadata().valueLocation())
                .containsExactly(
                        "lanes.#(lane==\"code\").wanted_slots",
                        "lanes.#(lane==\"docs\").wanted_slots");
        assertThat(spec.advanced().scalingModifiers())
                .isEqualTo(new ScaledObject.Modifiers("code + docs", "3", "AverageValue"));
    }
}
