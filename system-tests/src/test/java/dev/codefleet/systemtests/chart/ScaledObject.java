package dev.codefleet.systemtests.chart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * KEDA's object, in the fields of its documented custom resource that the chart may use. Source:
 * the ScaledObject specification and the Metrics API scaler of KEDA 2.12 and newer.
 */
@JsonDeserialize(using = JsonDeserializer.None.class) // not as what is unknown to the library
final class ScaledObject extends KedaObject<ScaledObject.Spec> {
    @Serial private static final long serialVersionUID = 1L;

    record Target(String apiVersion, String kind, String name) {}

    record Modifiers(String formula, String target, String metricType) {}

    record AutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {}

    record Advanced(
            AutoscalerConfig horizontalPodAutoscalerConfig, @Nullable Modifiers scalingModifiers) {}

    /** What the scaler takes, as far as the chart may say it. */
    record MetricsApi(
            String url, @Nullable String authMode, String valueLocation, String targetValue) {}

    record Reference(String name) {}

    record Trigger(
            String type,
            String name,
            String metricType,
            MetricsApi metadata,
            @Nullable Reference authenticationRef) {}

    record Spec(
            Target scaleTargetRef,
            int pollingInterval,
            int cooldownPeriod,
            int minReplicaCount,
            int maxReplicaCount,
            Advanced advanced,
            List<Trigger> triggers) {}

    @JsonCreator
    ScaledObject(
            @JsonProperty("apiVersion") String apiVersion,
            @JsonProperty("kind") String kind,
            @JsonProperty("metadata") ObjectMeta metadata,
            @JsonProperty("spec") Spec spec) {
        super(apiVersion, kind, metadata, spec);
    }
}
