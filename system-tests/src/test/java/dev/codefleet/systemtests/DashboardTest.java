package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What Grafana is given fits together. Whether Prometheus knows the metrics is for {@link
 * ComposeObserveIT}.
 */
class DashboardTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("codefleet.checkout", ".."));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int WIDTH = 24;

    private final JsonNode compose = read("docker-compose.yml").at("/services/grafana");
    private final JsonNode dashboard = read("deploy/grafana/dashboards/codefleet.json");

    @Test
    void theDashboardIsWhereGrafanaLooksForIt() {
        var provider =
                read("deploy/grafana/provisioning/dashboards/codefleet.yml").at("/providers/0");
        var path = provider.at("/options/path").asText();

        assertThat(texts(compose.path("volumes")))
                .contains(
                        "./deploy/grafana/dashboards:" + path + ":ro",
                        "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro");
        assertThat(compose.at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText())
                .isEqualTo(path + "/codefleet.json");
    }

    @Test
    void everyPanelAsksTheSourceThatIsProvided() {
        var source =
                read("deploy/grafana/provisioning/datasources/prometheus.yml").at("/datasources/0");

        assertThat(dashboard.path("panels"))
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> {
                    var asked = panel.path("datasource");
                    assertThat(asked.path("uid").asText()).isEqualTo(source.path("uid").asText());
                    assertThat(asked.path("type").asText()).isEqualTo(source.path("type").asText());
                    assertThat(panel.path("targets"))
                            .isNotEmpty()
                            .allSatisfy(target ->
                                    assertThat(target.path("expr").asText()).isNotBlank());
                });
    }

    @Test
    void panelsHaveNumbersAndPlacesOfTheirOwn() {
        var ids = new HashSet<Integer>();
        var cells = new HashSet<List<Integer>>();
        for (var panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).as("%s is new", panel).isTrue();
            var place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isBetween(1, WIDTH);
            for (int x : span(place, "x", "w")) {
                for (int y : span(place, "y", "h")) {
                    assertThat(cells.add(List.of(x, y))).as("%s is free", place).isTrue();
                }
            }
        }
    }

    private static int[] span(JsonNode place, String from, String length) {
        var start = place.path(from).asInt();
        return IntStream.range(start, start + place.path(length).asInt()).toArray();
    }

    private static List<String> texts(JsonNode list) {
        return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).asText()).toList();
    }

    /** JSON is YAML, too. */
    private static JsonNode read(String file) {
        try {
            return YAML.readTree(CHECKOUT.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
