package dev.codefleet.web;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Version and commit of the running program, so that a rolling upgrade can be watched. */
@Singleton
public final class BuildInfo {
    /** Of the metric {@code codefleet_build_info}, whose labels are version and commit. */
    public static final String METRIC = "Always 1: which build this process is";

    static final String UNKNOWN = "unknown";

    /** As {@code git describe --always --dirty} prints it, cut to what people compare. */
    private static final String COMMIT = "[0-9a-f]{7,40}(-dirty)?";

    private final String version;
    private final String commit;

    /**
     * @param commit what whoever packed or started this process says, in {@code CODEFLEET_COMMIT};
     *     what is no commit's id counts as unknown
     */
    public BuildInfo(
            @ConfigProperty(name = "quarkus.application.version", defaultValue = UNKNOWN)
                    String version,
            @ConfigProperty(name = "codefleet.commit") Optional<String> commit) {
        this.version = version;
        this.commit = commit.filter(text -> text.matches(COMMIT)).orElse(UNKNOWN);
    }

    public String version() {
        return version;
    }

    /** The commit that was built, or {@code unknown}. */
    public String commit() {
        return commit;
    }

    /** Both in one, as semantic versioning writes it: {@code 1.2.0+0f1e2d3}. */
    @Override
    public String toString() {
        return commit.equals(UNKNOWN) ? version : version + "+" + commit;
    }
}
