package dev.codefleet.systemtests.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.Serial;

/**
 * A custom resource of KEDA. Each kind has the name of its class.
 *
 * @param <S> its specification
 */
abstract class KedaObject<S> implements HasMetadata {
    @Serial private static final long serialVersionUID = 1L;

    private final transient S spec;
    private String apiVersion;
    private ObjectMeta metadata;

    KedaObject(String apiVersion, String kind, ObjectMeta metadata, S spec) {
        if (!kind.equals(getClass().getSimpleName())) {
            throw new IllegalArgumentException("not a " + getClass().getSimpleName() + ": " + kind);
        }
        this.apiVersion = apiVersion;
        this.metadata = metadata;
        this.spec = spec;
    }

    S spec() {
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
