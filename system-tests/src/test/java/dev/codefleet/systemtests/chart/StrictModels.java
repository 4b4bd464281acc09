package dev.codefleet.systemtests.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Reads objects as strictly as a cluster does with {@code --validate=strict}: the usual readers put
 * unknown fields aside, and make texts of numbers.
 */
final class StrictModels {
    /** Each kind that the chart may make, by {@code apiVersion/kind}. */
    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Map.of(
                    "v1/Service", Service.class,
                    "v1/ServiceAccount", ServiceAccount.class,
                    "apps/v1/Deployment", Deployment.class,
                    "apps/v1/StatefulSet", StatefulSet.class,
                    "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
                    "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
                    "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
                    "keda.sh/v1alpha1/ScaledObject", ScaledObject.class,
                    "keda.sh/v1alpha1/TriggerAuthentication", TriggerAuthentication.class);

    private static final ObjectMapper YAML =
            YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
    private static final ObjectMapper MODELS = models();

    private StrictModels() {}

    /**
     * All objects of a text.
     *
     * @throws IllegalArgumentException naming the object and the field that is not as it should be
     */
    static List<HasMetadata> read(String yaml) {
        return documents(yaml).stream().map(StrictModels::object).toList();
    }

    private static List<JsonNode> documents(String yaml) {
        try (var parser = YAML.createParser(yaml);
                var documents = YAML.readValues(parser, JsonNode.class)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HasMetadata object(JsonNode object) {
        var kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        var model = KINDS.get(kind);
        if (model == null) {
            throw new IllegalArgumentException("not a kind that the chart should make: " + kind);
        }
        try {
            return MODELS.treeToValue(object, model);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    kind + " " + object.at("/metadata/name").asText() + ": " + e.getMessage(), e);
        }
    }

    private static ObjectMapper models() {
        var mapper =
                JsonMapper.builder()
                        .annotationIntrospector(new WithoutAnySetters())
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(MapperFeature.USE_GETTERS_AS_SETTERS)
                        .build();
        for (var shape :
                List.of(
                        CoercionInputShape.Integer,
                        CoercionInputShape.Float,
                        CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** The models keep what they do not know in a map; without it, it is an error. */
    private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
