package dev.codefleet.systemtests.chart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
final class ScaledObject implements HasMetadata {
    @Serial private static final long serialVersionUID = 1L;

    record Target(String apiVersion, String kind, String name) {}

    record Modifiers(String formula, String target, String metricType) {}

    record AutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {}

    record Advanced(
            AutoscalerConfig horizontalPodAutoscalerConfig, @Nullable Modifiers scalingModifiers) {}

    /** All that the scaler takes, but what it needs for authentication. */
    record MetricsApi(String url, String valueLocation, String targetValue) {}

    record Trigger(String type, String name, String metricType, MetricsApi metadata) {}

    record Spec(
            Target scaleTargetRef,
            int pollingInterval,
            int cooldownPeriod,
            int minReplicaCount,
            int maxReplicaCount,
            Advanced advanced,
            List<Trigger> triggers) {}

    private final transient Spec spec;
    private String apiVersion;
    private ObjectMeta metadata;

    @JsonCreator
    ScaledObject(
            @JsonProperty("apiVersion") String apiVersion,
            @JsonProperty("kind") String kind,
            @JsonProperty("metadata") ObjectMeta metadata,
            @JsonProperty("spec") Spec spec) {
        if (!kind.equals("ScaledObject")) {
            throw new IllegalArgumentException("not a ScaledObject: " + kind);
        }
        this.apiVersion = apiVersion;
        this.metadata = metadata;
        this.spec = spec;
    }

    Spec spec() {
        return spec;
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String version) {
        this.apiVersion = version;
    }
}
