package dev.codefleet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codefleet.contract.job.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Work on a repository whose place the fleet is never told. */
@InSharedFleet
class UploadIT {
    private static final String PLAN =
            """
            title: Two files and their sum
            final_checks: ["test $(wc -l <sum.txt) -eq 2"]
            subtasks:
              - key: one
                executor: {kind: command, run: "echo 1 >one.txt"}
              - key: two
                executor: {kind: command, run: "echo 2 >two.txt"}
              - key: sum
                depends_on: [one, two]
                executor: {kind: command, run: "cat one.txt two.txt >sum.txt"}
            """;

    private final Fleet fleet;
    private final Cli cli;
    private final Path plan = Scratch.directory("plan").resolve("plan.yaml");

    UploadIT(Fleet fleet) {
        this.fleet = fleet;
        this.cli = Cli.of(fleet);
    }

    @Test
    void theResultComesHomeAndTheFleetNeverKnewThePath() throws IOException {
        var repository = Repository.create();
        var base = repository.head();
        var before = Tree.of(repository.directory());

        var outcome = run(repository);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        var branch = outcome.json().get("branch").asText();
        assertThat(repository.show(branch, "sum.txt")).isEqualTo("1\n2\n");
        assertThat(repository.git("merge-base", branch, base).strip()).isEqualTo(base);
        var after = new TreeMap<>(Tree.of(repository.directory()));
        after.keySet().removeIf(path -> !before.containsKey(path));
        assertThat(after).isEqualTo(before);
        var job = fleet.api().job(new JobId(outcome.json().get("job").asText()));
        assertThat(job.files().repository()).matches("bundle:[0-9a-f]{64}");
        assertThat(job.files().base()).isEqualTo(base);
    }

    @Test
    void aShallowCloneIsRefusedWithTheWayOut() throws IOException {
        var origin = Repository.create();
        origin.write("more.txt", "more\n");
        origin.commit("More");
        var shallow = new Repository(Scratch.directory("shallow"));
        shallow.git("clone", "--quiet", "--depth=1", "file://" + origin.directory(), ".");

        var outcome = run(shallow);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("fetch --unshallow");
    }

    private Cli.Outcome run(Repository repository) throws IOException {
        Files.writeString(plan, PLAN);
        return cli.run(
                "run",
                "--gateway",
                fleet.processes().gatewayUrl(),
                "--repo",
                repository.directory().toString(),
                "--plan",
                plan.toString(),
                "--json");
    }
}
