package dev.codefleet.systemtests.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * That services read what the chart tells them: a variable with a slip of the pen changes nothing.
 */
@HelmTest
class SettingsTest {
    private static final Map<String, String> MODULES =
            Map.of(
                    "registry", "registry-service",
                    "gateway", "gateway",
                    "manager", "manager-service",
                    "programmer", "programmer-service");

    /** Variables that frameworks, the JVM and the chart itself read. */
    private static final Set<String> OTHERS =
            Set.of("JAVA_TOOL_OPTIONS", "POD_IP", "QUARKUS_SHUTDOWN_TIMEOUT");

    private static final Pattern IN_PROPERTIES = Pattern.compile("\\$\\{(CODEFLEET_[A-Z_]+)");
    private static final Pattern IN_DEFAULTS = Pattern.compile("\\$\\{(codefleet[a-z.-]+)");
    private static final Pattern IN_SOURCES = Pattern.compile("\"(CODEFLEET_[A-Z_]+)\"");
    private static final Pattern PREFIX =
            Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.]+)\"");
    private static final Pattern SETTING =
            Pattern.compile("^    [\\w<>]+ (\\w+)\\(\\);", Pattern.MULTILINE);

    @Test
    void servicesReadEachVariableThatTheyAreGiven() throws IOException {
        var lanes = "programmer: {lanes: [code]}";
        for (var workload : Chart.render(lanes).workloads()) {
            var module = MODULES.get(workload.component());
            var read = new TreeSet<>(OTHERS);
            for (var source : List.of(module, "registry-client", "web")) {
                read.addAll(read(Path.of("..", source, "src", "main")));
            }

            assertThat(workload.environment().keySet())
                    .allSatisfy(name -> assertThat(read).containsAnyOf(name, withoutFile(name)));
        }
    }

    /** Every setting can come from a file, by a variable of this name. */
    private static String withoutFile(String name) {
        return name.endsWith("_FILE") ? name.substring(0, name.length() - 5) : name;
    }

    private static Set<String> read(Path sources) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(sources)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith(".properties")) {
                    addAll(names, IN_PROPERTIES, Files.readString(file));
                } else if (name.endsWith(".java")) {
                    addAll(names, IN_SOURCES, Files.readString(file));
                    addSettings(names, Files.readString(file));
                    IN_DEFAULTS
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(found -> names.add(variable(found.group(1))));
                }
            }
        }
        return names;
    }

    private static void addAll(Set<String> names, Pattern pattern, String text) {
        pattern.matcher(text).results().forEach(found -> names.add(found.group(1)));
    }

    private static void addSettings(Set<String> names, String source) {
        var prefix = PREFIX.matcher(source);
        if (prefix.find()) {
            SETTING.matcher(source)
                    .results()
                    .forEach(method -> names.add(variable(prefix.group(1), method.group(1))));
        }
    }

    /** As SmallRye Config turns names of properties into names of variables. */
    private static String variable(String prefix, String method) {
        return variable(prefix + "." + method.replaceAll("([A-Z])", "-$1"));
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
