package dev.codefleet.systemtests.chart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.Serial;
import java.util.List;

/**
 * What KEDA's triggers take of secrets. Source: the TriggerAuthentication specification of KEDA
 * 2.13 and newer.
 */
@JsonDeserialize(using = JsonDeserializer.None.class) // not as what is unknown to the library
final class TriggerAuthentication extends KedaObject<TriggerAuthentication.Spec> {
    @Serial private static final long serialVersionUID = 1L;

    record Parameter(String parameter, String name, String key) {}

    record Spec(List<Parameter> secretTargetRef) {}

    @JsonCreator
    TriggerAuthentication(
            @JsonProperty("apiVersion") String apiVersion,
            @JsonProperty("kind") String kind,
            @JsonProperty("metadata") ObjectMeta metadata,
            @JsonProperty("spec") Spec spec) {
        super(apiVersion, kind, metadata, spec);
    }
}
