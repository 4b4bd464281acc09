package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.codefleet.contract.job.JobState;
import dev.codefleet.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prometheus as the profile {@code observe} sets it up, on the fleet that it watches. */
@InContainers
class ComposeObserveIT {
    private static final String IMAGE = "prom/prometheus:v3.5.0";
    private static final Path DEPLOY =
            Path.of(System.getProperty("codefleet.checkout", "..")).resolve("deploy");
    private static final Pattern METRIC = Pattern.compile("codefleet_[a-z_]+");

    /** Only there once an order was refused. */
    private static final String REFUSALS = "codefleet_manager_refusals_total";

    private final ComposeFleet fleet;

    ComposeObserveIT(ComposeFleet fleet) {
        this.fleet = fleet;
    }

    @BeforeEach
    void startPrometheus() {
        try {
            fleet.docker().inspectImageCmd(IMAGE).exec();
        } catch (NotFoundException _) {
            System.err.println("### There is no image " + IMAGE + ": metrics are NOT tested. ###");
            abort("no image " + IMAGE);
        }
        fleet.awaitWhole();
        fleet.compose("--profile", "observe", "up", "--detach", "--no-deps", "prometheus");
    }

    @AfterEach
    void stopPrometheus() {
        fleet.compose("--profile", "observe", "rm", "--stop", "--force", "prometheus");
    }

    @Test
    void everyProcessIsWatchedAndEveryExpressionKnowsItsMetrics() {
        var plan = Task.plan("Seen", List.of(Task.command("a", "true")));
        assertThat(fleet.api().run(Task.job(null, plan)).state()).isEqualTo(JobState.SUCCEEDED);
        var processes =
                3 + ComposeFleet.GATEWAYS + ComposeFleet.MANAGERS + ComposeFleet.PROGRAMMERS;

        var areWatched = Eventually.holds(Duration.ofSeconds(60), () -> up() == processes);

        assertThat(areWatched).as("%s of %s are watched", up(), processes).isTrue();
        var named = named(DEPLOY.resolve("prometheus/alerts.yml"));
        named.addAll(named(DEPLOY.resolve("grafana/dashboards/codefleet.json")));
        var areKnown = Eventually.holds(Duration.ofSeconds(40), () -> known().containsAll(named));
        assertThat(areKnown).as("%s among %s", named, known()).isTrue();
        for (var expression : expressions()) {
            assertThat(ask("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)))
                    .as(expression)
                    .isNotNull();
        }
    }

    @Test
    void alertsAreValidAndFireWhenTheyShould() {
        // The tests of rules write, and only the data's volume can be written to.
        var directory = "TMPDIR=/prometheus";
        var prefix =
                List.of(
                        "--profile",
                        "observe",
                        "exec",
                        "-T",
                        "--env",
                        directory,
                        "prometheus",
                        "promtool");
        promtool(prefix, "check", "config", "/etc/prometheus/prometheus.yml");
        promtool(prefix, "test", "rules", "/etc/prometheus/alerts.test.yml");
    }

    private Set<String> known() {
        var known = new TreeSet<String>();
        ask("label/__name__/values").forEach(name -> known.add(name.asText()));
        return known;
    }

    private void promtool(List<String> prefix, String... arguments) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(arguments));
        assertThat(fleet.compose(command.toArray(String[]::new))).contains("SUCCESS");
    }

    private long up() {
        try {
            var result = ask("query?query=" + "sum(up)").path("result");
            return result.isEmpty() ? 0 : result.get(0).path("value").get(1).asLong();
        } catch (UncheckedIOException _) {
            // It has only just been started.
            return -1;
        }
    }

    /** The data of an answer that says success. */
    private JsonNode ask(String path) {
        var prometheus = fleet.prometheus();
        var answer = prometheus.send(prometheus.request("/api/v1/" + path).build());
        try {
            var body = Json.mapper().readTree(answer.body());
            assertThat(body.path("status").asText()).as("%s: %s", path, body).isEqualTo("success");
            return body.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> named(Path file) {
        var names = new TreeSet<String>();
        METRIC.matcher(read(file)).results().forEach(match -> names.add(match.group()));
        names.remove(REFUSALS);
        assertThat(names).as("metrics in %s", file).isNotEmpty();
        return names;
    }

    private static List<String> expressions() {
        try {
            var dashboard =
                    Json.mapper()
                            .readTree(read(DEPLOY.resolve("grafana/dashboards/codefleet.json")));
            var expressions = new ArrayList<String>();
            dashboard
                    .path("panels")
                    .forEach(panel ->
                            panel.path("targets")
                                    .forEach(target ->
                                            expressions.add(target.path("expr").asText())));
            assertThat(expressions).hasSizeGreaterThan(10);
            return expressions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
