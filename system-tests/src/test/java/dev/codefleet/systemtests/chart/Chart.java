package dev.codefleet.systemtests.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The chart as it is shipped, with a release name and namespace of its own. */
final class Chart {
    static final Path DIRECTORY = Path.of("..", "deploy", "kubernetes", "codefleet");
    static final String NAMESPACE = "coding";
    private static final String RELEASE = "fleet";
    private static final String KUBERNETES = "1.33.0";
    private static final Map<List<String>, Rendered> RENDERED = new ConcurrentHashMap<>();

    private Chart() {}

    /**
     * What Helm makes of the chart with these values.
     *
     * @param values texts in YAML, a later one on top
     * @throws IllegalStateException with Helm's words if it refuses
     * @throws IllegalArgumentException if an object is none that Kubernetes would know
     */
    static Rendered render(String... values) {
        return RENDERED.computeIfAbsent(
                List.of(values), given -> Rendered.of(template(RELEASE, KUBERNETES, given)));
    }

    /** The same for another release name. */
    static Rendered renderAs(String release) {
        return Rendered.of(template(release, KUBERNETES, List.of()));
    }

    /** What Helm says to a cluster of another version. */
    static String renderFor(String kubernetes) {
        return template(RELEASE, kubernetes, List.of());
    }

    /** What {@code helm lint --strict} says. */
    static LintResult lint() {
        return new Helm(DIRECTORY).lint().strict().call();
    }

    private static String template(String release, String kubernetes, List<String> values) {
        var command =
                new Helm(DIRECTORY)
                        .template()
                        .withName(release)
                        .withNamespace(NAMESPACE)
                        .withKubeVersion(kubernetes);
        try {
            var directory = Files.createTempDirectory("codefleet-chart-");
            try {
                for (var number = 0; number < values.size(); number++) {
                    var file = directory.resolve(number + ".yaml");
                    command.withValuesFile(Files.writeString(file, values.get(number)));
                }
                return command.call();
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
