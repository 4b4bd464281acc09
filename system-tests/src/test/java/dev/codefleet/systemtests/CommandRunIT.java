package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@InSharedFleet
class CommandRunIT {
    private static final String PLAN =
            """
            title: Two files and their sum
            defaults: {max_attempts: 1, max_iterations: 1}
            subtasks:
              - key: one
                executor: {kind: command, run: "sleep 0.5; echo 1 >one.txt"}
              - key: two
                executor: {kind: command, run: "sleep 0.5; printf '2\\\\n2\\\\n' >two.txt"}
              - key: sum
                depends_on: [one, two]
                checks: ["test -s sum.txt"]
                executor: {kind: command, run: "cat one.txt two.txt >%s"}
            """;

    private final Fleet fleet;
    private final Cli cli;
    private final Repository repository = Repository.create();
    private final Path plan = Scratch.directory("plan").resolve("plan.yaml");

    CommandRunIT(Fleet fleet) {
        this.fleet = fleet;
        this.cli = Cli.of(fleet);
    }

    @Test
    void theResultArrivesAsABranchWithItsNotesAndNothingElseChanges() throws IOException {
        repository.write("tracked.txt", "as committed\n");
        repository.commit("Add a file");
        repository.write("tracked.txt", "changed\n");
        repository.write("staged.txt", "staged\n");
        repository.git("add", "staged.txt");
        repository.write("untracked.txt", "untracked\n");
        repository.git("tag", "v1");
        var before = Tree.of(repository.directory());

        var outcome = run("sum.txt");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("uncommitted changes");
        var json = outcome.json();
        var branch = json.get("branch").asText();
        var after = new TreeMap<>(Tree.of(repository.directory()));
        after.keySet().removeIf(path -> isOfTheResult(path, branch) && !before.containsKey(path));
        assertThat(after).isEqualTo(before);
        assertThat(repository.git("rev-parse", branch).strip())
                .isEqualTo(json.get("commit").asText());
        assertThat(repository.show(branch, "sum.txt")).isEqualTo("1\n2\n2\n");
        assertThat(repository.show(branch, "tracked.txt")).isEqualTo("as committed\n");
        assertThat(repository.has(branch, "staged.txt")).isFalse();
    }

    @Test
    void theObjectHoldsWhatIsPromisedAndItsFiguresAgree() throws IOException {
        var outcome = run("sum.txt");

        var json = outcome.json();
        assertThat(names(json))
                .contains(
                        "job",
                        "state",
                        "makespan_ms",
                        "work_ms",
                        "speedup",
                        "efficiency",
                        "slots",
                        "branch",
                        "commit",
                        "subtasks");
        assertThat(json.get("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(json.get("branch").asText()).isEqualTo("codefleet/" + json.get("job").asText());
        assertThat(json.get("slots").asInt()).isEqualTo(fleet.slots());
        var makespan = json.get("makespan_ms").asDouble();
        var work = json.get("work_ms").asDouble();
        assertThat(work).isGreaterThanOrEqualTo(1_000);
        assertThat(makespan).isBetween(500.0, work + 20_000);
        var speedup = json.get("speedup").asDouble();
        assertThat(speedup).isCloseTo(work / makespan, within(0.01));
        assertThat(json.get("efficiency").asDouble()).isCloseTo(speedup / 3, within(0.01));
        assertThat(json.get("subtasks")).hasSize(3).allSatisfy(CommandRunIT::assertSubtask);
        assertThat(subtask(json, "one").get("lines_added").asInt()).isEqualTo(1);
        assertThat(subtask(json, "two").get("lines_added").asInt()).isEqualTo(2);
        assertThat(subtask(json, "sum").get("lines_added").asInt()).isEqualTo(3);
    }

    @Test
    void aFailedJobEndsWithOneAndLeavesNoBranch() throws IOException {
        var outcome = run("elsewhere.txt");

        assertThat(outcome.exitCode()).isEqualTo(1);
        var json = outcome.json();
        assertThat(json.get("state").asText()).isEqualTo("FAILED");
        assertThat(subtask(json, "sum").get("failure").get("reason").asText())
                .isEqualTo("CHECK_FAILED");
        assertThat(repository.git("branch", "--list", "codefleet/*")).isEmpty();
    }

    @Test
    void wrongUsageEndsWithTwo() {
        var gateway = fleet.processes().gatewayUrl();
        var missing =
                cli.run("run", "--gateway", gateway, "--repo", repository.directory().toString());
        var noPlan =
                cli.run(
                        "run",
                        "--repo",
                        repository.directory().toString(),
                        "--plan",
                        plan.toString());

        assertThat(List.of(missing, noPlan))
                .allSatisfy(outcome -> {
                    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
                    assertThat(outcome.err()).isNotBlank();
                    assertThat(outcome.out()).isEmpty();
                });
    }

    @Test
    void jobsShowLogsAndPatchTellOfTheSameJob() throws IOException {
        var gateway = fleet.processes().gatewayUrl();
        var job = run("sum.txt").json().get("job").asText();

        assertThat(cli.run("jobs", "--gateway", gateway).out()).contains(job);
        assertThat(cli.run("show", "--gateway", gateway, job).out())
                .contains(job, "one", "two", "sum");
        assertThat(cli.run("logs", "--gateway", gateway, job).out()).contains("order", "report");
        assertThat(cli.run("patch", "--gateway", gateway, job).out())
                .contains("+++ b/sum.txt", "+++ b/one.txt", "+++ b/two.txt");
    }

    private Cli.Outcome run(String sumFile) throws IOException {
        Files.writeString(plan, PLAN.formatted(sumFile));
        var gateway = fleet.processes().gatewayUrl();
        var path = repository.directory().toString();
        return cli.run(
                "run", "--gateway", gateway, "--repo", path, "--plan", plan.toString(), "--json");
    }

    /** The branch, and the notes with what is signed of it. */
    private static boolean isOfTheResult(String path, String branch) {
        if (path.startsWith(".git/objects/")) {
            return true;
        }
        var reference = path.replaceFirst("^[.]git/(logs/)?refs/", "");
        return Set.of(
                        "heads/codefleet",
                        "heads/" + branch,
                        "notes",
                        "notes/codefleet",
                        "notes/" + branch)
                .contains(reference);
    }

    private static void assertSubtask(JsonNode subtask) {
        assertThat(names(subtask))
                .containsExactlyInAnyOrder(
                        "key",
                        "state",
                        "programmer",
                        "attempts",
                        "iterations",
                        "files_changed",
                        "lines_added",
                        "lines_deleted",
                        "duration_ms",
                        "flags",
                        "failure");
        assertThat(subtask.get("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(subtask.get("attempts").asInt()).isEqualTo(1);
        assertThat(subtask.get("iterations").asInt()).isEqualTo(1);
        assertThat(subtask.get("files_changed").asInt()).isEqualTo(1);
        assertThat(subtask.get("failure").isNull()).isTrue();
    }

    private static JsonNode subtask(JsonNode json, String key) {
        for (var subtask : json.get("subtasks")) {
            if (subtask.get("key").asText().equals(key)) {
                return subtask;
            }
        }
        throw new AssertionError("no subtask " + key + " in " + json);
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
